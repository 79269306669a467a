import { Option, type Command } from 'commander';
import { IMPACTS, INCIDENT_STATUSES, iso, type Incident } from '../../lib/model.ts';
import { formatTable } from '../table.ts';
import { atDesk, minuteOf, present, textOf, type Desk, type OutputOptions } from './notices.ts';

interface Given extends OutputOptions {
  readonly body?: string;
  readonly impact?: string;
  readonly status?: string;
  readonly check?: string[];
  readonly at?: string;
  readonly title?: string;
}

const BODY = 'what to tell, in Markdown; - reads it from the input, @file from a file';
const CHECK = 'the checks that it affects';
const AT = 'when it was, as in 2026-06-17T22:00:00Z, where that was earlier than now';

/** Makes `command` be `allswell incident …`; `done` is given the exit code. */
export function incidentCommand(command: Command, done: (code: number) => void): void {
  const impact = () => new Option('--impact <impact>', 'how bad it is').choices(IMPACTS);
  const status = () => new Option('--status <status>', 'where it stands').choices(INCIDENT_STATUSES);

  command
    .command('open')
    .description('open an incident')
    .argument('<title>', 'one line')
    .requiredOption('--body <text>', BODY)
    .addOption(impact().default('minor'))
    .addOption(status().default('investigating'))
    .option('--check <id...>', CHECK)
    .option('--at <instant>', AT)
    .option('--json', 'as JSON')
    .action(async (title: string, given: Given) => {
      const { body, check: checks, json, ...rest } = given;
      const input = () => present({ ...rest, title, body: textOf(body), checks });
      done(await atDesk(async ({ notices }) => told(await notices.open(input()), json)));
    });
  command
    .command('update')
    .description('add an update to an incident')
    .argument('<id>')
    .requiredOption('--body <text>', BODY)
    .addOption(status())
    .addOption(impact())
    .option('--check <id...>', `${CHECK}, all of them`)
    .option('--title <title>', 'another title')
    .option('--at <instant>', AT)
    .option('--json', 'as JSON')
    .action(async (id: string, given: Given) => {
      const { body, check: checks, json, ...rest } = given;
      const input = () => present({ ...rest, body: textOf(body), checks });
      done(await atDesk(async ({ notices }) => told(await notices.update(id, input()), json)));
    });
  command
    .command('resolve')
    .description('say that an incident is over')
    .argument('<id>')
    .option('--body <text>', BODY)
    .option('--at <instant>', AT)
    .option('--json', 'as JSON')
    .action(async (id: string, { body, at, json }: Given) => {
      const resolve = async ({ notices }: Desk): Promise<string> => {
        const standing = await notices.incident(id);
        // To say it again would be news to every subscriber.
        if (body === undefined && standing !== null && standing.resolvedAt !== null) return told(standing, json);
        const text = textOf(body) ?? 'This incident has been resolved.';
        return told(await notices.update(id, present({ status: 'resolved', body: text, at })), json);
      };
      done(await atDesk(resolve));
    });
  command
    .command('list')
    .description('list the open incidents')
    .option('--all', 'the resolved ones too')
    .option('--json', 'as JSON')
    .action(async ({ all, json }: OutputOptions & { readonly all?: true }) => {
      done(
        await atDesk(async ({ notices }) => listed(await notices.incidents(all === true ? {} : { open: true }), json)),
      );
    });
}

function told(incident: Incident, json: true | undefined): string {
  return json
    ? `${JSON.stringify(plain(incident), null, 2)}\n`
    : `${incident.id} ${incident.status}: ${incident.title}\n`;
}

function listed(incidents: readonly Incident[], json: true | undefined): string {
  if (json) return `${JSON.stringify(incidents.map(plain), null, 2)}\n`;
  if (incidents.length === 0) return 'no incidents\n';
  return formatTable(
    incidents.map(({ id, status, impact, startedAt, title }) => [id, status, impact, minuteOf(startedAt), title]),
  );
}

function plain({ id, title, status, impact, checks, startedAt, resolvedAt, updatedAt, updates }: Incident): unknown {
  return {
    id,
    title,
    status,
    impact,
    checks,
    startedAt: iso(startedAt),
    resolvedAt: resolvedAt === null ? null : iso(resolvedAt),
    updatedAt: iso(updatedAt),
    updates: updates.map((update) => ({ id: update.id, status: update.status, at: iso(update.at), body: update.body })),
  };
}
