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

/** Makes `command` be `allswell history …`; `done` is given the exit code. */
export function historyCommand(command: Command, done: (code: number) => void): void {
  command
    .command('verify')
    .description('recompute the stored history from its parts and compare; beside a running server, too')
    .option('--json', 'as JSON')
    .action(async ({ json }: { readonly json?: true }) =>
      done(await withArchive((archive) => verify(archive, json), { atOneMoment: true })),
    );
  exportCommand(command, async (work) => done(await withArchive(work)));
  importCommand(command, done);
}

async function withArchive(
  work: (archive: ArchiveStore) => Promise<number>,
  options: { readonly atOneMoment?: boolean } = {},
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
  const { compared, differences } = await verifyHistory(archive, progressLine('comparing'));
  const isSound = damage.length === 0 && differences.length === 0;
  if (json) {
    const told = differences.map(({ check, at, what }) => ({ check, at: iso(at), what }));
    process.stdout.write(`${JSON.stringify({ sound: isSound, compared, damage, differences: told }, null, 2)}\n`);
    return isSound ? EXIT.healthy : EXIT.failed;
  }
  for (const verdict of damage) process.stdout.write(`damaged: ${verdict}\n`);
  process.stdout.write(formatTable(differences.slice(0, TOLD).map(({ check, at, what }) => [iso(at), check, what])));
  if (differences.length > TOLD) process.stdout.write(`… and ${differences.length - TOLD} more\n`);
  const { fiveMinutes, hours, days, sums, transitions, outages } = compared;
  process.stdout.write(
    `compared ${fiveMinutes} buckets of five minutes, ${hours} of an hour, ${days} of a day, ` +
      `${sums} sums, ${transitions} changes of state, ${outages} outages: ${isSound ? 'all as they must be' : `${differences.length} differences`}\n`,
  );
  return isSound ? EXIT.healthy : EXIT.failed;
}
