import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/**
 * What libxml2 reads at these XPath expressions of a document; throws with its findings when the document is not
 * well-formed. Debian: `apt install libxml2-utils`.
 */
export async function readXml(document: string, paths: readonly string[]): Promise<string[]> {
  const separator = '\n=== next ===\n';
  const query = `concat('', ${paths.flatMap((path) => [`string(${path})`, `'${separator}'`]).join(', ')})`;
  const child = spawn('xmllint', ['--nonet', '--huge', '--xpath', query, '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(document);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0 || err !== '') throw new Error(`xmllint: exit code ${String(code)}\n${err}`);
  return out.split(separator).slice(0, paths.length);
}
