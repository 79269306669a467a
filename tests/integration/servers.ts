import { execFile, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Pair } from '../unit/checks/certificates.ts';
import { freePort, until, type AtEnd } from './lifecycle/program.ts';

const execute = promisify(execFile);
/** Debian keeps servers where only root's PATH looks. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin` };

/** What is noted for the end of a whole file of tests. */
export interface Ending {
  readonly atEnd: AtEnd;
  readonly end: () => Promise<void>;
}

/** Collects what to do at the end, and does it, the last first. */
export function newEnding(): Ending {
  const works: (() => void | Promise<void>)[] = [];
  return {
    atEnd: (work) => void works.push(work),
    end: async () => {
      for (const work of works.splice(0).reverse()) await work();
    },
  };
}

/** A server of its own process, that can be stopped and started again. */
export interface RealServer {
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A name server, and the one file of names that it answers from. */
export interface NameServer extends RealServer {
  /** From here on it knows these names, and no others of its zone. */
  tell(names: Readonly<Record<string, string>>): Promise<void>;
}

function newFolder(name: string, atEnd: AtEnd): string {
  const folder = mkdtempSync(join(tmpdir(), `allswell-${name}-`));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program that stays in the foreground, taken for ready when its port accepts. */
function foreground(command: string, args: readonly string[], port: number, atEnd: AtEnd) {
  let child: ReturnType<typeof spawn> | null = null;
  let said = '';
  const stop = async () => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await gone;
  };
  atEnd(stop);
  return {
    stop,
    said: () => said,
    signal: (name: NodeJS.Signals) => void child?.kill(name),
    start: async () => {
      const begun = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child = begun;
      begun.on('error', (error) => (said += error.message));
      for (const stream of [begun.stdout, begun.stderr])
        stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await until(
        () => accepts(port),
        () => `${command}: ${said}`,
      );
    },
  };
}

/** Whether a port of loopback accepts a connection. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Starts Debian's nginx; by default it answers everything with "Welcome". */
export async function startNginx(
  atEnd: AtEnd,
  locations = 'location / { return 200 "Welcome\\n"; }',
): Promise<RealServer> {
  const folder = newFolder('nginx', atEnd);
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log stderr; worker_processes 1; events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server { listen 127.0.0.1:${port}; ${locations} }
}
`,
  );
  const nginx = foreground('nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], port, atEnd);
  await nginx.start();
  return { port, start: nginx.start, stop: nginx.stop };
}

/** Starts Debian's dnsmasq as the only authority for `zone`. */
export async function startDnsmasq(
  zone: string,
  names: Readonly<Record<string, string>>,
  atEnd: AtEnd,
): Promise<NameServer> {
  const file = join(newFolder('dnsmasq', atEnd), 'names');
  const port = await freePort();
  const write = (known: Readonly<Record<string, string>>) =>
    writeFileSync(
      file,
      Object.entries(known)
        .map(([name, address]) => `${address} ${name}\n`)
        .join(''),
    );
  write(names);
  const listen = [`--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces'];
  const source = ['--no-resolv', '--no-hosts', `--addn-hosts=${file}`, `--local=/${zone}/`];
  const args = ['--no-daemon', '--conf-file=/dev/null', '--pid-file', ...listen, ...source];
  const dnsmasq = foreground('dnsmasq', args, port, atEnd);
  await dnsmasq.start();
  return {
    port,
    start: dnsmasq.start,
    stop: dnsmasq.stop,
    tell: (known) => {
      write(known);
      dnsmasq.signal('SIGHUP');
      return Promise.resolve();
    },
  };
}

/**
 * Makes a database cluster and starts Debian's PostgreSQL on it, as its own user where we are root.
 *
 * @param options.isDurable whether commits wait for the disk, which only what measures them needs. Default is false
 */
export async function startPostgres(atEnd: AtEnd, { isDurable = false } = {}): Promise<RealServer> {
  const home = '/usr/lib/postgresql';
  const version = readdirSync(home).sort((a, b) => Number(b) - Number(a))[0] ?? '';
  const folder = newFolder('postgres', atEnd);
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const { uid, gid } = statSync('/var/lib/postgresql');
    chownSync(folder, uid, gid);
  }
  const asPostgres = (program: string, ...args: string[]) => {
    const command = [join(home, version, 'bin', program), ...args];
    const [first = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    return execute(first, rest, { env, cwd: folder });
  };
  const data = join(folder, 'data');
  await asPostgres('initdb', '-D', data, '-A', 'trust', '--no-sync', '--no-instructions', '-E', 'UTF8', '--locale=C');
  const options = `-c listen_addresses=127.0.0.1 -p ${port} -k ${folder} -c fsync=${isDurable ? 'on' : 'off'}`;
  const start = async () => {
    await asPostgres('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  };
  const stop = async () => {
    if (await accepts(port)) await asPostgres('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
  };
  atEnd(stop);
  await start();
  return { port, start, stop };
}

/** A Prometheus, by its own HTTP API. */
export interface Prometheus {
  /** The `data` of an answer of `/api/v1/…`. */
  get(path: string): Promise<unknown>;
  /** Its log. */
  said(): string;
}

/** Starts Debian's Prometheus with these scrape jobs and rules, each every second. */
export function startPrometheus(jobs: string, rules: string, atEnd: AtEnd): Promise<Prometheus> {
  const configuration = `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:${jobs}
`;
  return startPrometheusOf({ 'prometheus.yml': configuration, 'rules.yml': rules }, atEnd);
}

/** Starts Debian's Prometheus in a folder with these files, of which one is prometheus.yml. */
export async function startPrometheusOf(files: Readonly<Record<string, string>>, atEnd: AtEnd): Promise<Prometheus> {
  const folder = newFolder('prometheus', atEnd);
  const port = await freePort();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const listen = [`--web.listen-address=127.0.0.1:${port}`, `--storage.tsdb.path=${folder}/data`];
  const prometheus = foreground(
    'prometheus',
    [`--config.file=${folder}/prometheus.yml`, '--log.level=info', ...listen],
    port,
    atEnd,
  );
  await prometheus.start();
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) return {};
    return ((await response.json()) as { data: unknown }).data;
  };
  await until(
    async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok,
    () => prometheus.said(),
  );
  return { get, said: prometheus.said };
}

/** Starts Debian's Alertmanager, alone; by default with one silent receiver. */
export async function startAlertmanager(
  atEnd: AtEnd,
  configuration = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n',
): Promise<{ readonly port: number }> {
  const folder = newFolder('alertmanager', atEnd);
  const port = await freePort();
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, configuration);
  const listen = [`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='];
  const args = [`--config.file=${file}`, `--storage.path=${folder}/data`, ...listen];
  const alertmanager = foreground('prometheus-alertmanager', args, port, atEnd);
  await alertmanager.start();
  return { port };
}

/** How a path of a controlled server answers. */
export interface Answer {
  status: number;
  body: string;
  /** ms before it answers. */
  delay: number;
}

export interface ControlledServer {
  readonly port: number;
  /** The answer of a path, to be changed at will; 200 with an empty body until then. */
  at(path: string): Answer;
  /** How many requests for this path wait for their answer. */
  waiting(path: string): number;
  /** When this path answered with which status, in order. */
  readonly answered: { readonly path: string; readonly status: number; readonly at: number }[];
}

/** Starts a server that answers as the test wants it. */
export async function startControlled(atEnd: AtEnd): Promise<ControlledServer> {
  const answers = new Map<string, Answer>();
  const answered: { path: string; status: number; at: number }[] = [];
  const waiting = new Map<string, number>();
  const at = (path: string): Answer => {
    const answer = answers.get(path) ?? { status: 200, body: '', delay: 0 };
    answers.set(path, answer);
    return answer;
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const { status, body, delay } = at(path);
    waiting.set(path, (waiting.get(path) ?? 0) + 1);
    const timer = setTimeout(() => {
      answered.push({ path, status, at: Date.now() });
      response.writeHead(status, { 'Content-Type': 'text/plain' }).end(body);
    }, delay);
    response.on('close', () => {
      clearTimeout(timer);
      waiting.set(path, (waiting.get(path) ?? 1) - 1);
    });
  });
  return { port: await listen(server, atEnd), at, answered, waiting: (path) => waiting.get(path) ?? 0 };
}

/** Starts an https server; `use` gives it another certificate while it runs. */
export async function startSecure(pair: Pair, atEnd: AtEnd): Promise<{ port: number; use(pair: Pair): void }> {
  const server = createSecureServer(pair, (_request, response) => response.end('secure'));
  return { port: await listen(server, atEnd), use: (other) => server.setSecureContext(other) };
}

async function listen(server: Server | ReturnType<typeof createSecureServer>, atEnd: AtEnd): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
