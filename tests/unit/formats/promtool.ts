import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What the real promtool finds wrong in an exposition; empty when it is content. Debian: `apt install prometheus`. */
export async function promtoolFindings(exposition: string): Promise<string> {
  const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(exposition);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return `${out}${err}${code === 0 ? '' : `exit code ${String(code)}`}`;
}
