import { once } from 'node:events';
import { createWriteStream, existsSync, openSync, closeSync, fsyncSync, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Option, InvalidArgumentError, type Command } from 'commander';
import { EXPORT_FORMATS, EXPORTS, exportWriter, type Export, type ExportFormat } from '../../lib/formats/export.ts';
import type { Tier } from '../../lib/history/bucket.ts';
import {
  exportedBuckets,
  exportedOutages,
  exportedResults,
  exportedTransitions,
  type ExportSelection,
} from '../../lib/store/export.ts';
import type { ArchiveStore } from '../../lib/store/store.ts';
import { EXIT } from '../exit-code.ts';
import { progressLine } from '../progress.ts';

/** Names of the tiers on the command line, by their number. */
const TIER_NAMES = ['5m', '1h', '1d'] as const;
/** Text is handed on in pieces of about this length. */
const PIECE = 64 * 1024;

interface ExportOptions {
  readonly what: Export;
  readonly tier?: (typeof TIER_NAMES)[number];
  readonly check?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly format: ExportFormat;
  readonly output?: string;
}

/** Adds `history export` to `command`. `within` opens the archive for the work and closes it again. */
export function exportCommand(
  command: Command,
  within: (work: (archive: ArchiveStore) => Promise<number>) => Promise<void>,
): void {
  command
    .command('export')
    .description('write the stored history as CSV or JSON; beside a running server, too')
    .addOption(new Option('--what <what>', 'what to write').choices(EXPORTS).default('buckets'))
    .addOption(new Option('--tier <tier>', 'which buckets (default: "1h")').choices(TIER_NAMES))
    .option('--check <id...>', 'these checks only')
    .option('--from <instant>', 'from this instant on', instant)
    .option('--to <instant>', 'up to this instant', instant)
    .addOption(new Option('--format <format>', 'how').choices(EXPORT_FORMATS).default('csv'))
    .option('-o, --output <file>', 'into a new file, which appears when it is whole')
    .action(async (options: ExportOptions) => within((archive) => exportHistory(archive, options)));
}

/** An instant of the command line: ISO 8601 with a zone, or a day of UTC. */
function instant(text: string): number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = isDay || isInstant ? Date.parse(text) : NaN;
  // A day that is in no calendar is another one to Date.
  const isReal = !isDay || (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text));
  if (Number.isNaN(at) || !isReal)
    throw new InvalidArgumentError(
      `must be an instant with its zone, as 2026-11-01T00:00:00Z, or a day of UTC, as 2026-11-01 (got ${JSON.stringify(text)})`,
    );
  return at;
}

async function exportHistory(archive: ArchiveStore, options: ExportOptions): Promise<number> {
  const selection: ExportSelection = {
    checks: options.check === undefined ? null : new Set(options.check),
    from: options.from ?? -Infinity,
    to: options.to ?? Infinity,
  };
  const problem = problemOf(archive, options, selection);
  if (problem !== null) {
    process.stderr.write(`${problem}\n`);
    return EXIT.usage;
  }
  const names = new Map((await archive.catalogue()).checks.map(({ id, name }) => [id, name]));
  const text = textOf(archive, options, selection, (check) => names.get(check) ?? null);
  try {
    if (options.output === undefined) await intoOutput(text);
    else await intoFile(options.output, text);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (options.output === undefined || syscall === undefined) throw error;
    process.stderr.write(`--output: cannot write ${options.output}: ${message}\n`);
    return EXIT.failed;
  }
  return EXIT.healthy;
}

function problemOf(
  archive: ArchiveStore,
  { what, tier, output }: ExportOptions,
  { checks, from, to }: ExportSelection,
): string | null {
  if (tier !== undefined && what !== 'buckets') return `--tier: goes with --what buckets only (got --what ${what})`;
  if (from >= to)
    return `--to: must be after --from (got ${new Date(to).toISOString()}, from ${new Date(from).toISOString()})`;
  if (output !== undefined && existsSync(output)) return `--output: must be a file that does not exist (got ${output})`;
  const unknown = [...(checks ?? [])].filter((id) => !archive.ids.includes(id));
  return unknown.length === 0
    ? null
    : `--check: must be a check of this database, which has ${archive.ids.join(', ')} (got ${unknown.join(', ')})`;
}

async function* textOf(
  archive: ArchiveStore,
  { what, tier = '1h', format }: ExportOptions,
  selection: ExportSelection,
  nameOf: (check: string) => string | null,
): AsyncGenerator<string> {
  const progress = progressLine('exporting');
  const number = TIER_NAMES.indexOf(tier) as Tier;
  switch (what) {
    case 'results':
      yield* written(exportWriter(what, format, nameOf), exportedResults(archive, selection, progress));
      return;
    case 'buckets':
      yield* written(exportWriter(what, format, nameOf), exportedBuckets(archive, number, selection, progress));
      return;
    case 'transitions':
      yield* written(exportWriter(what, format, nameOf), exportedTransitions(archive, selection, progress));
      return;
    case 'outages':
      yield* written(exportWriter(what, format, nameOf), exportedOutages(archive, selection, progress));
      return;
  }
}

/** The text of rows as they come, in pieces. */
async function* written<Row>(
  { head, row, tail }: { head: string; row: (row: Row, index: number) => string; tail: string },
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  let piece = head;
  let count = 0;
  for await (const one of rows) {
    piece += row(one, count++);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece + tail;
}

/** Writes a piece, and waits where the other side is slower. */
async function put(stream: NodeJS.WritableStream, piece: string): Promise<void> {
  if (!stream.write(piece)) await once(stream, 'drain');
}

/** Who reads may stop before the end, as `head` does: then there is nothing more to do. */
async function intoOutput(text: AsyncIterable<string>): Promise<void> {
  try {
    for await (const piece of text) {
      if (!process.stdout.writable) return;
      await put(process.stdout, piece);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') throw error;
  }
}

/** The file has its name only when it is whole, and on the disk. */
async function intoFile(file: string, text: AsyncIterable<string>): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await pipeline(text, createWriteStream(partial));
    const handle = openSync(partial, 'r');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
