import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment, type Variables } from '../../../lib/env/environment.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'allswell-env-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function refusalOf(env: Variables): string {
  try {
    readEnvironment(env, folder);
  } catch (error) {
    if (error instanceof EnvironmentError) {
      expect(error.code).toBe('ENVIRONMENT_INVALID');
      return error.message;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Does work without the privileges of root, who may read every file. */
function asNobody<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  chmodSync(folder, 0o755);
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('what is read', () => {
  it('has a default for everything', () => {
    expect(readEnvironment({}, '/srv')).toEqual({
      port: 3000,
      host: '0.0.0.0',
      databasePath: '/srv/data/allswell.db',
      configPath: '/srv/allswell.config.yaml',
      configName: './allswell.config.yaml',
      configRequired: false,
      metricsToken: null,
      metricsUsername: null,
      metricsPassword: null,
      adminToken: null,
    });
  });

  it('takes every variable', () => {
    expect(
      readEnvironment(
        {
          PORT: '0',
          HOST: '::1',
          DATABASE_URL: 'file:/var/lib/a.db',
          ALLSWELL_CONFIG: 'conf/a.yaml',
          ALLSWELL_METRICS_TOKEN: 'm',
          ALLSWELL_METRICS_USERNAME: 'u',
          ALLSWELL_METRICS_PASSWORD: 'p w',
          ALLSWELL_ADMIN_TOKEN: 'a',
        },
        '/srv',
      ),
    ).toEqual({
      port: 0,
      host: '::1',
      databasePath: '/var/lib/a.db',
      configPath: '/srv/conf/a.yaml',
      configName: 'conf/a.yaml',
      configRequired: true,
      metricsToken: 'm',
      metricsUsername: 'u',
      metricsPassword: 'p w',
      adminToken: 'a',
    });
  });

  it('counts an empty variable as unset, and does not read HOSTNAME', () => {
    const empty = { PORT: '', HOST: '', DATABASE_URL: '', ALLSWELL_CONFIG: '', ALLSWELL_ADMIN_TOKEN: '' };
    expect(readEnvironment({ ...empty, HOSTNAME: 'c0ffee', ALLSWELL_ADMIN_TOKEN_FILE: '' }, '/srv')).toEqual(
      readEnvironment({}, '/srv'),
    );
  });

  it.each([
    ['file:./data/a.db', '/srv/data/a.db'],
    ['file:a.db', '/srv/a.db'],
    ['file:../a.db', '/a.db'],
    ['file:/x/a.db', '/x/a.db'],
    ['file:///x/a.db', '/x/a.db'],
  ])('finds the database of %s', (url, path) => {
    expect(readEnvironment({ DATABASE_URL: url }, '/srv').databasePath).toBe(path);
  });

  it('reads a secret from its file and takes one newline off its end', () => {
    writeFileSync(join(folder, 'admin'), 'from-file\n');
    writeFileSync(join(folder, 'metrics'), 'crlf\r\n');
    writeFileSync(join(folder, 'password'), ' spaces stay ');
    const environment = readEnvironment(
      {
        ALLSWELL_ADMIN_TOKEN_FILE: join(folder, 'admin'),
        ALLSWELL_METRICS_TOKEN_FILE: 'metrics',
        ALLSWELL_METRICS_USERNAME: 'me',
        ALLSWELL_METRICS_PASSWORD_FILE: 'password',
      },
      folder,
    );
    expect(environment.adminToken).toBe('from-file');
    expect(environment.metricsToken).toBe('crlf');
    expect(environment.metricsPassword).toBe(' spaces stay ');
  });
});

describe('what is refused', () => {
  it.each(['abc', '-1', '65536', '80.5', ' 80', '0x50', '1e3'])('PORT=%s', (port) => {
    expect(refusalOf({ PORT: port })).toBe(`PORT: must be a whole number from 0 to 65535 (got "${port}")`);
  });

  it('a HOST that is none', () => {
    expect(refusalOf({ HOST: 'a b' })).toBe('HOST: must be an IP address or a host name to listen on (got "a b")');
  });

  it.each([
    ['postgresql://me:hunter2@db/allswell', 'postgresql://***@db/allswell'],
    ['mysql://me:hun/ter2@db/allswell', 'mysql://***@db/allswell'],
    ['./data/a.db', './data/a.db'],
    ['file:', 'file:'],
    ['file:./data/', 'file:./data/'],
    ['file://host/a.db', 'file://host/a.db'],
    ['file:a.db?mode=ro', 'file:a.db?mode=ro'],
    ['file::memory:', 'file::memory:'],
  ])('DATABASE_URL=%s', (url, shown) => {
    expect(refusalOf({ DATABASE_URL: url })).toBe(
      `DATABASE_URL: must be file: and the path of an SQLite database, as in file:./data/allswell.db (got "${shown}")`,
    );
  });

  it('a secret in both forms', () => {
    expect(refusalOf({ ALLSWELL_ADMIN_TOKEN: 'hunter2', ALLSWELL_ADMIN_TOKEN_FILE: '/x' })).toBe(
      'ALLSWELL_ADMIN_TOKEN: must be set only once: ALLSWELL_ADMIN_TOKEN_FILE is set, too (got both)',
    );
  });

  it('a file of a secret that is missing, a folder, or empty', () => {
    writeFileSync(join(folder, 'empty'), '\n');
    expect(refusalOf({ ALLSWELL_ADMIN_TOKEN_FILE: '/none' })).toBe(
      'ALLSWELL_ADMIN_TOKEN_FILE: must name a readable file (got "/none": ENOENT)',
    );
    expect(refusalOf({ ALLSWELL_ADMIN_TOKEN_FILE: '.' })).toBe(
      'ALLSWELL_ADMIN_TOKEN_FILE: must name a readable file (got ".": EISDIR)',
    );
    expect(refusalOf({ ALLSWELL_ADMIN_TOKEN_FILE: 'empty' })).toBe(
      'ALLSWELL_ADMIN_TOKEN_FILE: must name a file that is not empty (got "empty")',
    );
  });

  it('a file of a secret that may not be read', () => {
    writeFileSync(join(folder, 'shut'), 'x');
    chmodSync(join(folder, 'shut'), 0);
    expect(asNobody(() => refusalOf({ ALLSWELL_ADMIN_TOKEN_FILE: 'shut' }))).toBe(
      'ALLSWELL_ADMIN_TOKEN_FILE: must name a readable file (got "shut": EACCES)',
    );
  });

  it('half of the Basic pair', () => {
    expect(refusalOf({ ALLSWELL_METRICS_USERNAME: 'me' })).toBe(
      'ALLSWELL_METRICS_PASSWORD: must be set when ALLSWELL_METRICS_USERNAME is (got nothing)',
    );
    expect(refusalOf({ ALLSWELL_METRICS_PASSWORD: 'hunter2' })).toBe(
      'ALLSWELL_METRICS_USERNAME: must be set when ALLSWELL_METRICS_PASSWORD is (got nothing)',
    );
  });

  it('a secret that no header can carry, without showing it', () => {
    expect(
      refusalOf({
        ALLSWELL_ADMIN_TOKEN: 'hunter2 hunter2',
        ALLSWELL_METRICS_TOKEN: 'hunter2\n',
        ALLSWELL_METRICS_USERNAME: 'hun:ter2',
        ALLSWELL_METRICS_PASSWORD: 'hunter2\u0000',
      }),
    ).toBe(
      [
        'ALLSWELL_METRICS_TOKEN: must be printable ASCII without spaces (got a value that is not shown)',
        'ALLSWELL_METRICS_USERNAME: must hold no colon and no control character (got a value that is not shown)',
        'ALLSWELL_METRICS_PASSWORD: must hold no control character (got a value that is not shown)',
        'ALLSWELL_ADMIN_TOKEN: must be printable ASCII without spaces (got a value that is not shown)',
      ].join('\n'),
    );
  });

  it('everything at once', () => {
    const lines = refusalOf({ PORT: 'x', HOST: '/', DATABASE_URL: 'x', ALLSWELL_ADMIN_TOKEN_FILE: '/none' }).split(
      '\n',
    );
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'HOST',
      'DATABASE_URL',
      'ALLSWELL_ADMIN_TOKEN_FILE',
    ]);
  });
});
