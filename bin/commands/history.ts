import { join } from 'node:path';
import type { Command } from 'commander';
import { readEnvironment } from '../../lib/env/environment.ts';
import { iso } from '../../lib/model.ts';
import { openArchiveStore } from '../../lib/store/open.ts';
import type { ArchiveStore } from '../../lib/store/store.ts';
import { verifyHistory } from '../../lib/store/verify.ts';
import { EXIT } from '../exit-code.ts';
import { progressLine } from '../progress.ts';
import { ROOT } from '../root.ts';
import { formatTable } from '../table.ts';
import { exportCommand } from './history-export.ts';
import { importCommand } from './history-import.ts';

/** So many differences are told one by one. */
const TOLD = 20;
/** As far as a date can be from 1970, ms. */
const LAST_INSTANT = 8.64e15;

/** Makes `command` be `allswell history …`; `done` is given the exit code. */
export function historyCommand(command: Command, done: (code: number) => void): void {
  command
    .command('verify')
    .description('recompute the stored history from its parts and compare; beside a running server, too')
    .option('--json', 'as JSON')
    .action(async ({ json }: { readonly json?: true }) =>
      done(await withArchive((archive) => verify(archive, json), { atOneMoment: true, lenient: true })),
    );
  exportCommand(command, async (work) => done(await withArchive(work)));
  importCommand(command, done);
}

async function withArchive(
  work: (archive: ArchiveStore) => Promise<number>,
  options: { readonly atOneMoment?: boolean; readonly lenient?: boolean } = {},
): Promise<number> {
  const archive = await openArchiveStore({
    ...options,
    path: readEnvironment().databasePath,
    migrations: join(ROOT, 'prisma/migrations'),
  });
  return work(archive).finally(() => archive.end());
}

async function verify(archive: ArchiveStore, json: true | undefined): Promise<number> {
  const damage = await archive.damage();
  const { compared, differences, unreadable } = await verifyHistory(archive, progressLine('comparing'));
  const isSound = damage.length === 0 && differences.length === 0 && unreadable.length === 0;
  process.stdout.write(json ? inJson() : inWords());
  return isSound ? EXIT.healthy : EXIT.failed;

  function inJson(): string {
    const told = differences.map(({ check, at, what }) => ({ check, at: isoOr(at, null), what }));
    const lost = unreadable.map(({ from, to, ...what }) => ({ ...what, from: isoOr(from, null), to: isoOr(to, null) }));
    const all = { sound: isSound, compared, damage, unreadable: lost, differences: told };
    return `${JSON.stringify(all, null, 2)}\n`;
  }

  function inWords(): string {
    const lost = unreadable.map(({ table, check, from, to, rule }) => {
      const span =
        from === null ? '' : to === null || to === from ? isoOr(from, '') : `${isoOr(from, '')} to ${isoOr(to, '')}`;
      return ['cannot be read:', span, check ?? '', table, rule];
    });
    const { fiveMinutes, hours, days, sums, transitions, outages } = compared;
    const faults = [
      `${differences.length} differences`,
      ...(unreadable.length === 0 ? [] : [`${unreadable.length} parts that cannot be read`]),
      ...(damage.length === 0 ? [] : ['a damaged file']),
    ];
    return [
      ...damage.map((verdict) => `damaged: ${verdict}\n`),
      table(lost),
      table(differences.map(({ check, at, what }) => [isoOr(at, ''), check, what])),
      `compared ${fiveMinutes} buckets of five minutes, ${hours} of an hour, ${days} of a day, `,
      `${sums} sums, ${transitions} changes of state, ${outages} outages: ${isSound ? 'all as they must be' : faults.join(', ')}\n`,
    ].join('');
  }
}

/** The first of some rows, and how many more there are. */
function table(rows: readonly (readonly string[])[]): string {
  return `${formatTable(rows.slice(0, TOLD))}${rows.length > TOLD ? `… and ${rows.length - TOLD} more\n` : ''}`;
}

/** What a damaged row says of its time may be none. */
function isoOr<Other>(at: number | null, other: Other): string | Other {
  return at === null || Math.abs(at) > LAST_INSTANT ? other : iso(at);
}
