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

/** Ends the worker that runs, and starts the one that was just built. */
async function restartWorker() {
  const old = worker;
  if (old !== null) {
    const gone = new Promise((resolve) => old.once('exit', resolve));
    old.send({ type: 'stop' }, () => undefined);
    await gone;
  }
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
  web.kill('SIGTERM');
  await bundler.dispose();
  await restarting;
  if (worker !== null) {
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    worker.send({ type: 'stop' }, () => undefined);
    await gone;
  }
  process.exit(code);
}
