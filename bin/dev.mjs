// Develops: bundles and runs the worker anew after each change, and serves the pages by `next dev`.
import { fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { context } from 'esbuild';
import { bundleOptions, generate } from './build.mjs';
import { DIST, ROOT } from './building.mjs';

const outdir = join(DIST, 'dev');
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
let worker = null;
let isEnding = false;

const stopWorker = () => worker.send({ type: 'stop' }, () => undefined);

/** Ends a process, and resolves when it is gone. */
function gone(child, stop) {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const exited = new Promise((resolve) => child.once('exit', resolve));
  stop();
  return exited;
}

/** Ends the worker that runs, and starts the one that was just built. */
async function restartWorker() {
  await gone(worker, stopWorker);
  if (isEnding) return;
  const child = fork(join(outdir, 'worker.mjs'), [], { env, execArgv: ['--enable-source-maps'], stdio: 'inherit' });
  worker = child;
  child.send({ type: 'start', deadHolder: null, lastGood: null });
  child.on('exit', (code) => {
    if (worker === child) worker = null;
    if (!isEnding && code !== 0) process.stderr.write(`the worker ended with code ${code}: waiting for a change\n`);
  });
}

await generate();
let restarting = Promise.resolve();
const restart = {
  name: 'restart the worker',
  setup: (build) =>
    build.onEnd((result) => {
      if (result.errors.length === 0) restarting = restarting.then(restartWorker);
    }),
};
const bundler = await context({ ...bundleOptions(['bin/worker.ts'], outdir), plugins: [restart] });
await bundler.watch();

const port = process.env.PORT || '3000';
const host = process.env.HOST || '0.0.0.0';
const next = join(ROOT, 'node_modules/next/dist/bin/next');
const web = spawn(process.execPath, [next, 'dev', '--port', port, '--hostname', host], {
  cwd: ROOT,
  env: { ...env, NODE_ENV: 'development' },
  stdio: 'inherit',
});
web.on('exit', (code) => void end(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end(0));

async function end(code) {
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.exit(code), 9_000).unref();
  await bundler.dispose();
  await restarting;
  await Promise.all([gone(web, () => web.kill('SIGTERM')), gone(worker, stopWorker)]);
  process.exit(code);
}
