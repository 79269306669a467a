/** Serves the built pages over fixtures: `node <bundle> [port] [fixture]`. */
import { PAGES, type PageName } from './fixtures/pages.ts';
import { servePages } from './serve-pages.ts';

const [, , port = '0', page = 'up'] = process.argv;
const { url } = await servePages(Number(port), page in PAGES ? (page as PageName) : null);
process.stdout.write(`${url}\n`);
