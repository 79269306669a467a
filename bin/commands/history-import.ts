import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { readEnvironment } from '../../lib/env/environment.ts';
import { iso } from '../../lib/model.ts';
import { backup } from '../../lib/store/sqlite/backup.ts';
import { openGatus } from '../../lib/store/foreign/gatus.ts';
import { ImportError, type ForeignSource } from '../../lib/store/foreign/source.ts';
import { openUptimeKuma } from '../../lib/store/foreign/uptime-kuma.ts';
import {
  matchMonitors,
  planImport,
  runImport,
  type ImportedFigures,
  type ImportMatch,
} from '../../lib/store/import.ts';
import { openImportStore } from '../../lib/store/open.ts';
import type { ImportStore } from '../../lib/store/store.ts';
import { EXIT } from '../exit-code.ts';
import { progressLine } from '../progress.ts';
import { ROOT } from '../root.ts';
import { formatTable } from '../table.ts';

const PROGRAMS = { 'uptime-kuma': openUptimeKuma, gatus: openGatus } as const satisfies Record<
  string,
  (path: string) => ForeignSource
>;
type Program = keyof typeof PROGRAMS;

interface ImportOptions {
  readonly map?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
}

/** What an import did, or would do. */
interface Outcome {
  readonly matches: readonly ImportMatch[];
  readonly figures: readonly ImportedFigures[];
  /** Where the database before is kept; null when nothing was written. */
  readonly backup: string | null;
}

/** Adds `history import` to `command`; `done` is given the exit code. */
export function importCommand(command: Command, done: (code: number) => void): void {
  command
    .command('import')
    .description('take over the past of another program, while Allswell does not run')
    .addArgument(new Argument('<program>', 'whose database it is').choices(Object.keys(PROGRAMS)))
    .argument('<file>', 'its SQLite file')
    .option('--map <theirs=ours...>', 'a name or id of theirs, and the id of our check')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--json', 'as JSON')
    .action(async (program: Program, file: string, options: ImportOptions) =>
      done(await importHistory(program, file, options)),
    );
}

async function importHistory(program: Program, file: string, options: ImportOptions): Promise<number> {
  const now = Date.now();
  const path = readEnvironment().databasePath;
  let source: ForeignSource | null = null;
  let store: ImportStore | null = null;
  try {
    const map = (options.map ?? []).map(pairOf);
    source = PROGRAMS[program](file);
    store = openImportStore({ path, migrations: join(ROOT, 'prisma/migrations'), now });
    // Before all of it is read, which may take minutes; and again with the lock that it is written under.
    if (options.dryRun !== true) store.assertFree();
    const names = new Map(store.catalogue.checks.map(({ id, name }) => [id, name]));
    const checks = store.checks.map((id) => ({ id, name: names.get(id) ?? null }));
    const matches = matchMonitors(source.monitors, checks, map);
    const figures = planImport(store, matches, now, progressLine('reading'));
    const isNews = figures.some(({ transitions }) => transitions > 0);
    let kept: string | null = null;
    if (isNews && options.dryRun !== true) {
      kept = `${path}.before-import-${iso(now).replace(/[:.]/g, '-')}`;
      await backup(path, kept, progressLine('backing up'));
      try {
        runImport(store, matches, now, progressLine('writing'));
      } catch (error) {
        // Nothing was written, and the disk may be full.
        rmSync(kept, { force: true });
        throw error;
      }
    }
    process.stdout.write(told({ matches, figures, backup: kept }, options));
    return EXIT.healthy;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  } finally {
    store?.end();
    source?.end();
  }
}

/** `their name=our id`; their name may hold a `=`, an id does not. */
function pairOf(text: string): readonly [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new ImportError(`--map: must be "their name=our id" (got ${JSON.stringify(text)})`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function told({ matches, figures, backup: kept }: Outcome, { dryRun, json }: ImportOptions): string {
  const without = matches.filter(({ check }) => check === null);
  if (json) {
    const imported = figures.map((figure) => ({
      ...figure,
      from: figure.from === null ? null : iso(figure.from),
      to: figure.to === null ? null : iso(figure.to),
    }));
    const notMatched = without.map(({ monitor, reason }) => ({ monitor: monitor.names[0], reason }));
    return `${JSON.stringify({ dryRun: dryRun === true, backup: kept, imported, notMatched }, null, 2)}\n`;
  }
  const rows = figures.map(({ check, monitor, from, to, ...counts }) => [
    monitor,
    `→ ${check}`,
    from === null || to === null
      ? 'nothing to add: all of it is in our own past already, or holds no verdict'
      : `${iso(from)} to ${iso(to)}: ${counts.transitions} changes of state, ${counts.outages} outages, ` +
        `buckets: ${counts.days} days, ${counts.hours} hours, ${counts.fiveMinutes} five minutes`,
  ]);
  const others = without.map(({ monitor, reason }) => [monitor.names[0], 'not matched', reason]);
  const end =
    kept !== null
      ? `written; the database before is kept as ${kept}`
      : figures.some(({ transitions }) => transitions > 0)
        ? 'nothing was written: this was a dry run'
        : 'nothing to add';
  return `${formatTable([...rows, ...others])}${end}\n`;
}
