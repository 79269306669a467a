import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { expect, it } from 'vitest';
import { run } from './loopback.ts';

/** Runs `work` while this very process can open no file and no socket. */
async function withoutDescriptors(work: () => Promise<void>): Promise<void> {
  const self = ['--pid', String(process.pid)];
  const [soft, hard] = execFileSync('prlimit', [...self, '--nofile', '--noheadings', '--raw', '--output', 'SOFT,HARD'])
    .toString()
    .trim()
    .split(' ');
  // Waits for its input's end: it has to be there before, as nothing can be started then.
  const restore = spawn('sh', ['-c', `read line; exec prlimit ${self.join(' ')} --nofile=${soft}:${hard}`], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  execFileSync('prlimit', [...self, `--nofile=${Math.max(...readdirSync('/proc/self/fd').map(Number)) + 8}:${hard}`]);
  const held: number[] = [];
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    await work();
  } finally {
    restore.stdin.end('\n');
    await once(restore, 'exit');
    for (const descriptor of held) closeSync(descriptor);
  }
}

it('a run without descriptors says nothing about its target', async () => {
  // What is loaded on demand is loaded before.
  await lookup('localhost');
  await withoutDescriptors(async () => {
    for (const [type, options] of [
      ['http', { url: 'http://127.0.0.1:1/' }],
      ['http', { url: 'http://localhost:1/' }],
      ['http', { url: 'http://nothing.invalid/' }],
      ['tcp', { host: '127.0.0.1', port: 1 }],
      ['tcp', { host: 'nothing.invalid', port: 1 }],
      ['dns', { host: 'nothing.invalid', resolver: '127.0.0.1:1' }],
      ['dns', { host: 'nothing.invalid', resolver: 'system' }],
      ['storage', { path: '/tmp' }],
      ['memory', {}],
    ] as const)
      await expect(run(type, options), `${type} ${JSON.stringify(options)}`).rejects.toMatchObject({ code: 'EMFILE' });
  });
  expect(await run('storage', { path: '/tmp' })).toMatchObject({ verdict: 'up' });
});
