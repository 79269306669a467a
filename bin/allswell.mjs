#!/usr/bin/env node
// Starts Allswell: builds what is not built yet, and hands over to the command line in the same process.
import { isBuilt } from './building.mjs';
import { nodeFault } from './node-version.mjs';

const fault = nodeFault(process.versions.node);
if (fault !== null) {
  process.stderr.write(`${fault}\n`);
  process.exit(2);
}

process.env.NODE_ENV ??= 'production';
process.setSourceMapsEnabled(true);

const command = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
// What runs on has not read the configuration yet: a signal to read it again is no reason to end.
if (['start', 'worker', 'web'].includes(command)) process.on('SIGHUP', () => {});

const part = command === 'start' || command === 'web' ? 'whole' : 'bundles';

if (!isBuilt(part)) {
  const { build } = await import('./build.mjs');
  const print = (line) => process.stderr.write(`${line}\n`);
  print('There is no build of these sources yet: building …');
  try {
    await build(part, print);
  } catch (error) {
    print(error.code === 'BUILD_FAILED' ? error.message : error.stack);
    process.exit(1);
  }
}

await import('../dist/cli.mjs');
