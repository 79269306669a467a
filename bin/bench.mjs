// Runs a benchmark of tests/bench: `npm run bench -- NAME [options]`; without a name it lists them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as bundleWith } from 'esbuild';
import { bundleOptions } from './build.mjs';
import { DIST, isBuilt, ROOT } from './building.mjs';

/** Each is a file of tests/bench that exports `main(args)`. */
const BENCHMARKS = {
  accuracy: 'how true recorded response times are, under load; beside blackbox_exporter',
  checks: 'what running checks costs: processor, memory, disk, lateness; beside blackbox_exporter',
  storage: 'bytes written and stored, the pauses of closing and trimming, and the size of file and WAL',
  history: 'a year of 1,000 checks: reading it, how true its percentiles are, start, home page and memory with it',
  pages:
    'the pages against their goals: bytes, first byte, renderings, freshness, layout shift, long tasks, Lighthouse',
  stores: 'the same writes on SQLite and on PostgreSQL',
  surfaces: 'requests per second, latency and bytes of everything that is served, with 10, 1,000 and 10,000 checks',
};

const [name, ...args] = process.argv.slice(2);
if (name === undefined || name === '--help' || name === '-h') {
  const lines = Object.entries(BENCHMARKS).map(([one, text]) => `  ${one.padEnd(10)}  ${text}\n`);
  process.stdout.write(`usage: npm run bench -- NAME [options]; NAME --help tells the options\n\n${lines.join('')}`);
} else if (!(name in BENCHMARKS)) {
  process.stderr.write(
    `there is no benchmark ${JSON.stringify(name)}; there are ${Object.keys(BENCHMARKS).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  if (!args.includes('--help') && !isBuilt('whole'))
    process.stderr.write('the build is older than the sources: what is measured is the build\n');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  // As deep as the tests' own folders: what they share finds the program by its place.
  const outdir = join(DIST, 'scripts/bench');
  await bundleWith(bundleOptions([join(ROOT, `tests/bench/${name}.ts`)], outdir));
  const { main } = await import(pathToFileURL(join(outdir, `${name}.mjs`)).href);
  process.exitCode = await main(args, { root: ROOT, version });
}
