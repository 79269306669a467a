import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '../../lib/env/environment.ts';
import { NoticeError } from '../../lib/incidents/errors.ts';
import type { Notices } from '../../lib/incidents/notices.ts';
import { openNotices } from '../../lib/incidents/source.ts';
import type { Catalogue } from '../../lib/model.ts';
import { openReaderStore } from '../../lib/store/open.ts';
import { EXIT } from '../exit-code.ts';
import { ROOT } from '../root.ts';

/** What a command about notices is done with. */
export interface Desk {
  readonly notices: Notices;
  readonly catalogue: Catalogue;
}

/** Output that programs can read, instead of a table. */
export interface OutputOptions {
  readonly json?: true;
}

/**
 * Does `work` on what people write in this installation's database, whether the server runs or not; a running one
 * shows it within a second. Says what is wrong with the input: exit code 2; 1 when it could not be done.
 */
export async function atDesk(work: (desk: Desk) => Promise<string>): Promise<number> {
  const { databasePath } = readEnvironment();
  const migrations = join(ROOT, 'prisma/migrations');
  const catalogue = await catalogueOf(databasePath, migrations);
  if (catalogue === null) {
    process.stderr.write(`${databasePath}: there is no database of this version yet: start Allswell first\n`);
    return EXIT.failed;
  }
  const notices = await openNotices({
    databasePath,
    migrations,
    checks: () => catalogue.checks.map((check) => check.id),
    timezone: () => catalogue.site.timezone,
  });
  try {
    process.stdout.write(await work({ notices, catalogue }));
    return EXIT.healthy;
  } catch (error) {
    if (!(error instanceof NoticeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.code === 'invalid' ? EXIT.usage : EXIT.failed;
  } finally {
    await notices.end();
  }
}

async function catalogueOf(path: string, migrations: string): Promise<Catalogue | null> {
  const store = await openReaderStore({ path, migrations });
  try {
    return (await store?.load(Date.now()))?.catalogue ?? null;
  } finally {
    await store?.end();
  }
}

/** The Markdown that was given: `-` stands for what comes in, `@file` for a file. */
export function textOf(given: string | undefined): string | undefined {
  if (given === '-') return readFileSync(0, 'utf8').trim();
  if (given?.startsWith('@') !== true) return given;
  try {
    return readFileSync(given.slice(1), 'utf8').trim();
  } catch (error) {
    throw new NoticeError('invalid', `${given.slice(1)}: cannot be read (${(error as Error).message})`);
  }
}

/** `given` without what is undefined, as the strict schemas want it. */
export function present(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** `2026-06-17 22:00 UTC` */
export function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
