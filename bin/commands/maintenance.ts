import type { Command } from 'commander';
import { duration } from '../../lib/checks/scalars.ts';
import { NoticeError } from '../../lib/incidents/errors.ts';
import { maintenanceAt, windowsOf } from '../../lib/incidents/windows.ts';
import { iso, WINDOWS, type Maintenance, type MaintenancePlan } from '../../lib/model.ts';
import { formatTable } from '../table.ts';
import { atDesk, minuteOf, present, textOf, type OutputOptions } from './notices.ts';

interface Given extends OutputOptions {
  readonly body?: string;
  readonly from?: string;
  readonly to?: string;
  readonly for?: string;
  readonly check?: string[];
  readonly rrule?: string;
  readonly timezone?: string;
}

/** How far ahead windows are listed, ms. */
const AHEAD = WINDOWS['90d'];

/** Makes `command` be `allswell maintenance …`; `done` is given the exit code. */
export function maintenanceCommand(command: Command, done: (code: number) => void): void {
  command
    .command('schedule')
    .description('plan a window, or windows that recur')
    .argument('<title>', 'one line')
    .requiredOption('--from <instant>', 'when the first one begins, as in 2026-06-17T22:00:00Z')
    .option('--to <instant>', 'when it ends')
    .option('--for <duration>', 'how long it lasts, as in 2h, instead of --to')
    .requiredOption('--body <text>', 'what is done, in Markdown; - reads it from the input, @file from a file')
    .option('--check <id...>', 'the checks that it affects')
    .option('--rrule <rule>', 'how it recurs (RFC 5545), as in FREQ=WEEKLY;BYDAY=SU')
    .option('--timezone <name>', "in which it keeps its time of day; the site's without")
    .option('--json', 'as JSON')
    .action(async (title: string, given: Given) => {
      const { body, from, check: checks, rrule, timezone, json } = given;
      const input = () =>
        present({ title, body: textOf(body), startsAt: from, endsAt: endOf(given), checks, rrule, timezone });
      done(await atDesk(async ({ notices }) => told([await notices.schedule(input())], json)));
    });
  command
    .command('cancel')
    .description('cancel a maintenance; a window that goes on ends now')
    .argument('<id>', 'of a maintenance or of one of its windows')
    .option('--window <start>', 'only the window that was to begin then')
    .option('--json', 'as JSON')
    .action(async (id: string, { window: occurrence, json }: OutputOptions & { readonly window?: string }) => {
      done(await atDesk(async ({ notices }) => told([await notices.cancel(id, present({ occurrence }))], json)));
    });
  command
    .command('list')
    .description('list the windows that go on and those of the next 90 days')
    .option('--all', 'those of the last 90 days too')
    .option('--json', 'as JSON')
    .action(async ({ all, json }: OutputOptions & { readonly all?: true }) => {
      done(await atDesk(async ({ notices }) => told(await notices.plans(), json, all === true ? AHEAD : 0)));
    });
}

/** The instant that `--to` or `--for` names; what is wrong with both is said by the schema of the input. */
function endOf({ from = '', to, for: lasting }: Given): string | undefined {
  if (to !== undefined && lasting !== undefined) throw new NoticeError('invalid', 'give either --to or --for');
  if (lasting === undefined) return to;
  const length = duration.safeParse(lasting);
  if (!length.success)
    throw new NoticeError('invalid', `--for ${length.error.issues[0]?.message} (got ${JSON.stringify(lasting)})`);
  const start = Date.parse(from);
  return Number.isNaN(start) ? from : iso(start + length.data);
}

function told(plans: readonly MaintenancePlan[], json: true | undefined, back = 0): string {
  const now = Date.now();
  const windows = plans
    .flatMap((plan) => windowsOf(plan, now - back, now + AHEAD).map((window) => maintenanceAt(plan, window, now)))
    .sort((a, b) => a.startsAt - b.startsAt);
  if (json) return `${JSON.stringify(windows.map(plain), null, 2)}\n`;
  if (windows.length === 0) return 'no maintenance\n';
  return formatTable(
    windows.map(({ id, status, startsAt, endsAt, title }) => [id, status, minuteOf(startsAt), minuteOf(endsAt), title]),
  );
}

function plain({ id, plan, title, status, checks, startsAt, endsAt, recurring, body }: Maintenance): unknown {
  return { id, plan, title, status, checks, startsAt: iso(startsAt), endsAt: iso(endsAt), recurring, body };
}
