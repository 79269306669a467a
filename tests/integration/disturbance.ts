import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPlace, type Place } from './lifecycle/program.ts';

const SOURCE = join(import.meta.dirname, 'disturbance.c');

/** Whether there is a compiler for what disturbs a program. */
export const CAN_DISTURB = process.platform === 'linux' && spawnSync('cc', ['--version']).error === undefined;

/** A place whose programs live with a clock and a disk of their own. */
export interface DisturbedPlace extends Place {
  /** Sets their wall clock by so much from what it really is, whole seconds in ms. */
  setClock(by: number): void;
  /** Makes each write wait for so long until it is safe, ms. */
  slowDisk(by: number): void;
}

/** Makes one, until the end of a test. */
export async function newDisturbedPlace(): Promise<DisturbedPlace> {
  const plain = await newPlace();
  const library = join(plain.folder, 'disturbance.so');
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl']);
  if (status !== 0) throw new Error(`the disturbance could not be compiled\n${stderr.toString()}`);
  const put = (name: string) => (by: number) => writeFileSync(join(plain.folder, name), `${by}\n`);
  const env = { ...plain.env, LD_PRELOAD: library, DISTURBANCE: plain.folder };
  return { ...plain, env, setClock: put('clock'), slowDisk: put('disk') };
}
