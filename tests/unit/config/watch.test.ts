import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchConfig } from '../../../lib/config/watch.ts';

let folder = '';
let path = '';
let changes = 0;
let end = new AbortController();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allswell-watch-'));
  path = join(folder, 'allswell.config.yaml');
  writeFileSync(path, 'one');
  changes = 0;
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  rmSync(folder, { recursive: true });
});

function watch(file = path, every = 50) {
  watchConfig({ path: file, every, signal: end.signal, onChange: () => void (changes += 1) });
}

async function expectChanges(count: number) {
  await expect.poll(() => changes).toBe(count);
  await sleep(250);
  expect(changes).toBe(count);
}

it('looks by itself', async () => {
  watchConfig({ path, signal: end.signal, onChange: () => void (changes += 1) });
  await sleep(700);
  writeFileSync(path, 'two');
  await expectChanges(1);
});

it('tells each change of the content once', async () => {
  watch();
  writeFileSync(path, 'two');
  await expectChanges(1);
  writeFileSync(path, 'one');
  await expectChanges(2);
});

it('does not tell of a file that is touched or written anew with the same content', async () => {
  watch();
  await sleep(200);
  utimesSync(path, 1, 1);
  await sleep(200);
  writeFileSync(path, 'one');
  await sleep(300);
  expect(changes).toBe(0);
});

it('tells of a file that is replaced by another', async () => {
  watch();
  writeFileSync(`${path}.new`, 'two');
  renameSync(`${path}.new`, path);
  await expectChanges(1);
});

it('tells of a folder that is exchanged by its symbolic link, as Kubernetes does', async () => {
  for (const [version, content] of [
    ['v1', 'one'],
    ['v2', 'two'],
  ] as const) {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, 'a.yaml'), content);
  }
  symlinkSync('v1', join(folder, '..data'));
  symlinkSync('..data/a.yaml', join(folder, 'a.yaml'));
  watch(join(folder, 'a.yaml'));
  await sleep(200);
  symlinkSync('v2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  await expectChanges(1);
});

it('tells of a file that goes and of one that comes', async () => {
  watch();
  rmSync(path);
  await expectChanges(1);
  writeFileSync(path, 'one');
  await expectChanges(2);
});

it('waits until a file is written to its end', async () => {
  // Far longer than the pauses of who writes, which grow on a busy machine.
  watch(path, 1_000);
  await sleep(1_500);
  writeFileSync(path, '');
  for (let part = 0; part < 12; part += 1) {
    appendFileSync(path, 'part\n');
    await sleep(40);
  }
  expect(changes).toBe(0);
  await expectChanges(1);
});

it('ends with its signal', async () => {
  watch();
  end.abort();
  writeFileSync(path, 'two');
  await sleep(300);
  expect(changes).toBe(0);
});

it('watches the files that the configuration names, from what they were when it was read', async () => {
  const ending = new AbortController();
  const logo = join(folder, 'logo.svg');
  let told = 0;
  let named = [{ path: logo, content: 'ENOENT' }];
  // It came between the reading and the first look.
  writeFileSync(logo, 'x');
  watchConfig({ path, also: () => named, onChange: () => told++, signal: ending.signal, every: 20 });
  await expect.poll(() => told).toBe(1);
  writeFileSync(logo, 'y');
  await expect.poll(() => told).toBe(2);
  named = [];
  await sleep(100);
  writeFileSync(logo, 'z');
  await sleep(200);
  expect(told).toBe(2);
  ending.abort();
});
