// Builds everything: the database client, the bundles of the processes, the JSON Schema, the pages.
//   node bin/build.mjs              all of it
//   node bin/build.mjs generate     the database's clients alone, which type checks and tests need
//   node bin/build.mjs script F …   bundles the TypeScript file F and runs it, with the arguments that follow
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundleWith } from 'esbuild';
import { postgresSchema } from '../prisma/postgres-schema.mjs';
import { DIST, ENTRIES, fingerprint, markBuilt, markUnbuilt, ROOT } from './building.mjs';

/** A step that did not end well. Its message is for people. */
export class BuildError extends Error {
  code = 'BUILD_FAILED';
}

/** The options with which each of our bundles is made. */
export function bundleOptions(entries, outdir) {
  return {
    entryPoints: entries,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
    absWorkingDir: ROOT,
  };
}

/** Runs one of the tools in node_modules; its output is shown when it fails. */
function run(name, args, env = {}) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', name), ...args], {
      cwd: ROOT,
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: '1',
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (code === 0) done(output);
      else fail(new BuildError(`${name} ended with ${signal ?? `code ${code}`}\n${output.trim()}`));
    });
  });
}

/** The client that runs: of SQLite. */
export const generate = () => run('prisma/build/index.js', ['generate']);

/** The client of PostgreSQL, which types and tests want, and nothing that runs: only where its adapter is installed. */
async function generatePostgres() {
  if (!existsSync(join(ROOT, 'node_modules/@prisma/adapter-pg'))) return;
  const folder = join(ROOT, 'lib/store/postgres/generated');
  const file = join(folder, 'schema.prisma');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, postgresSchema(readFileSync(join(ROOT, 'prisma/schema.prisma'), 'utf8'), './client'));
  await run('prisma/build/index.js', ['generate', '--schema', file]);
}

/** Of the script that wakes pages, dist/waker.js, which runs in browsers as it is. */
const WAKER = {
  entryPoints: ['components/waker.ts'],
  outdir: DIST,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  logLevel: 'warning',
  absWorkingDir: ROOT,
};

/**
 * The entry points, and beside them in chunks what they share or load only when it is wanted. Packages are bundled too:
 * to find and read their hundreds of files takes half a second of each start. Not those that look for files of their own.
 */
const PROGRAMS = {
  ...bundleOptions(
    ENTRIES.map((name) => `bin/${name}.ts`),
    DIST,
  ),
  packages: 'bundle',
  external: ['@prisma/*', 'better-sqlite3', 'next'],
  // Packages in CommonJS ask for Node's own modules by it.
  banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  sourcesContent: false,
  splitting: true,
  metafile: true,
};

/** Makes them. */
export async function bundle() {
  const [{ metafile }] = await Promise.all([bundleWith(PROGRAMS), bundleWith(WAKER)]).catch((cause) => {
    throw new BuildError('esbuild could not bundle the program', { cause });
  });
  // Those of a build before this one.
  const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  for (const name of readdirSync(DIST)) if (/\.mjs(\.map)?$/.test(name) && !made.has(name)) rmSync(join(DIST, name));
}

const POSTGRES_CLIENT = ['PostgreSQL client', generatePostgres];

/** The JSON Schema of the configuration, for completion in editors; from the definition that also validates it. */
async function writeSchema() {
  const outdir = join(DIST, 'build');
  await bundleWith(bundleOptions(['lib/config/json-schema.ts'], outdir));
  const { configJsonSchema } = await import(`${pathToFileURL(join(outdir, 'json-schema.mjs')).href}?${Date.now()}`);
  mkdirSync(join(ROOT, 'public'), { recursive: true });
  writeFileSync(join(ROOT, 'public/config.schema.json'), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  rmSync(outdir, { recursive: true, force: true });
}

/** Asks Chromium to compile a whole script off the main thread as it loads, and not its functions there as they are called. */
const COMPILE_AHEAD = '//# allFunctionsCalledOnLoad\n';

/** The framework is run as a whole when a page wakes: two thirds of that task were the compiling of its functions. */
async function pages() {
  await run('next/dist/bin/next', ['build'], { NODE_ENV: 'production' });
  const built = join(ROOT, '.next');
  for (const name of JSON.parse(readFileSync(join(built, 'build-manifest.json'), 'utf8')).rootMainFiles) {
    const script = readFileSync(join(built, name), 'utf8');
    if (!script.startsWith(COMPILE_AHEAD)) writeFileSync(join(built, name), COMPILE_AHEAD + script);
  }
}

/** Bundles and runs a script of ours, in this process: it finds its arguments where Node would have put them. */
async function runScript(file, args) {
  const outdir = join(DIST, 'scripts');
  const script = join(outdir, `${basename(file).replace(/\.tsx?$/, '')}.mjs`);
  await bundleWith(bundleOptions([resolve(file)], outdir));
  process.argv.splice(1, Infinity, script, ...args);
  await import(pathToFileURL(script).href);
}

/**
 * Builds all, or only what the commands beside `start` need.
 * @param {'bundles' | 'whole'} part
 * @param {(line: string) => void} print
 */
export async function build(part, print) {
  const made = fingerprint();
  markUnbuilt('bundles');
  const steps = [
    ['database client', generate],
    ['bundles', bundle],
    ...(part === 'whole' ? [['JSON Schema', writeSchema], POSTGRES_CLIENT] : []),
  ];
  for (const [name, step] of steps) await timed(name, step, print);
  markBuilt('bundles', made);
  if (part !== 'whole') return;
  await timed('pages', pages, print);
  markBuilt('whole', made);
}

async function timed(name, step, print) {
  const from = performance.now();
  try {
    await step();
  } catch (error) {
    throw error instanceof BuildError ? new BuildError(`the build of the ${name} failed: ${error.message}`) : error;
  }
  print(`built the ${name} in ${((performance.now() - from) / 1_000).toFixed(1)} s`);
}

async function main([command, ...args]) {
  const print = (line) => process.stdout.write(`${line}\n`);
  if (command === undefined) return build('whole', print);
  if (command === 'generate') {
    await timed('database client', generate, print);
    return timed(...POSTGRES_CLIENT, print);
  }
  const [file, ...rest] = args;
  if (command === 'script' && file !== undefined) return runScript(file, rest);
  throw new BuildError('usage: node bin/build.mjs [generate | script FILE [ARGUMENT…]]');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof BuildError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
}
