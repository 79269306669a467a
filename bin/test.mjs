// Runs everything that must hold: `npm test`. Fetches what is missing, runs each step whatever became of the others,
// and ends with one line, `N passed, N failed`. A step that counts no tests counts as one.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isBuilt, ROOT } from './building.mjs';

/** The programs that tests run beside Node, and Debian's packages of them. */
const PROGRAMS = {
  amtool: 'prometheus-alertmanager',
  'chromium-headless-shell': 'chromium-headless-shell',
  dnsmasq: 'dnsmasq-base',
  java: 'default-jre-headless',
  nginx: 'nginx',
  openssl: 'openssl',
  pg_ctlcluster: 'postgresql',
  prometheus: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  promtool: 'prometheus',
  xmllint: 'libxml2-utils',
};

/** No step takes this long unless it hangs. ms. */
const LONGEST_STEP = 30 * 60_000;

const work = mkdtempSync(join(tmpdir(), 'allswell-test-'));
const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
  // Debian keeps servers where only root's PATH looks.
  PATH: [process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter),
};
const count = { passed: 0, failed: 0 };
const failures = [];
const print = (line) => process.stdout.write(`${line}\n`);

/** What runs. */
const children = new Set();

/** Ends a step with all that it started. */
function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone, or never was.
  }
}

for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }))
  process.on(signal, () => {
    for (const child of children) killGroup(child);
    rmSync(work, { recursive: true, force: true });
    process.exit(128 + number);
  });

/** Runs a program. Resolves with its exit code and, unless it is shown as it comes, its output. */
function run(command, args, { shown = false } = {}) {
  return new Promise((done) => {
    // A group of its own, so that a step that hangs ends with all that it started.
    const child = spawn(command, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        if (shown) process.stdout.write(chunk);
        else output += chunk;
      });
    const timer = setTimeout(() => {
      output += `\nstopped: it took longer than ${LONGEST_STEP / 60_000} minutes\n`;
      killGroup(child);
    }, LONGEST_STEP);
    child.on('error', (error) => done({ code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      children.delete(child);
      done({ code: code ?? 1, output: signal === null ? output : `${output}\nended by ${signal}` });
    });
  });
}

const tool = (path, args, options) => run(process.execPath, [join(ROOT, 'node_modules', path), ...args], options);

function fail(name, reason) {
  failures.push(name);
  print(`FAILED  ${name}${reason.trim() === '' ? '' : `\n${reason.trim()}`}`);
}

/** A step that holds or does not. */
async function step(name, work) {
  const from = performance.now();
  const { code, output } = await work();
  const seconds = ((performance.now() - from) / 1_000).toFixed(1);
  if (code === 0) {
    count.passed += 1;
    print(`ok      ${name} (${seconds} s)`);
  } else {
    count.failed += 1;
    fail(name, output);
  }
}

/** A project of tests, counted one by one. */
async function tests(project) {
  const file = join(work, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  print(`        ${project} tests`);
  const args = ['run', '--project', project, '--passWithNoTests', ...reporters];
  const { code, output } = await tool('vitest/vitest.mjs', args, { shown: true });
  let passed = 0;
  let failed = 0;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    passed = report.numPassedTests;
    failed = report.numFailedTests;
    // A file that cannot be loaded has no tests that could fail.
    failed += report.testResults.filter((r) => r.status === 'failed' && r.assertionResults.length === 0).length;
  } catch (error) {
    print(`        no report: ${error.message}${output}`);
  }
  // An error outside of every test, or no report at all.
  if (code !== 0 && failed === 0) failed = 1;
  count.passed += passed;
  count.failed += failed;
  if (failed > 0) fail(`${project} tests`, `${failed} of ${passed + failed}`);
  else print(`ok      ${project} tests (${passed})`);
}

function isInstalled(program) {
  return env.PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}

const missingPrograms = () => Object.keys(PROGRAMS).filter((program) => !isInstalled(program));

/** Installs the programs that are missing where that is allowed, and says which are missing where it is not. */
async function installPrograms() {
  const missing = missingPrograms();
  if (missing.length === 0) return { code: 0, output: '' };
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))];
  print(`        installing ${packages.join(', ')}`);
  const root = process.getuid?.() === 0 ? ['env'] : ['sudo', '-n', 'env'];
  const apt = (...args) =>
    run(root[0], [...root.slice(1), 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args]);
  const updated = await apt('update');
  const installed = await apt('install', '--yes', '--no-install-recommends', ...packages);
  const still = missingPrograms();
  if (still.length === 0) return { code: 0, output: '' };
  const packagesStill = [...new Set(still.map((program) => PROGRAMS[program]))].join(' ');
  return {
    code: 1,
    output: `missing: ${still.join(', ')}. Install them, on Debian by: apt-get install ${packagesStill}\n${updated.output}${installed.output}`,
  };
}

const build = (...args) => run(process.execPath, [join(ROOT, 'bin/build.mjs'), ...args]);

async function types() {
  const generated = await tool('next/dist/bin/next', ['typegen']);
  return generated.code === 0 ? tool('typescript/bin/tsc', ['--noEmit']) : generated;
}

const rooms = ['lib', 'app', 'components', 'bin'];
try {
  await step('programs that tests need', installPrograms);
  await step('build', () => (isBuilt('whole') ? { code: 0, output: '' } : build()));
  // The longest of them on one core, the others on the other.
  const linted = step('lint', () => tool('eslint/bin/eslint.js', ['.']));
  await step('format', () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']));
  await step('types', types);
  await step('rooms', () =>
    tool('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', ...rooms]),
  );
  await linted;
  for (const project of ['unit', 'integration', 'alone', 'browser']) await tests(project);
} finally {
  rmSync(work, { recursive: true, force: true });
}

if (failures.length > 0) print(`\nFAILED: ${failures.join(', ')}`);
print(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;
