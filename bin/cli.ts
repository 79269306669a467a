import { Command, CommanderError } from 'commander';
import { ConfigError } from '../lib/config/config.ts';
import { EnvironmentError } from '../lib/env/environment.ts';
import { StoreError } from '../lib/store/store.ts';
import packageJson from '../package.json' with { type: 'json' };
import { EXIT } from './exit-code.ts';
import { tolerateLostOutput } from './supervised.ts';

tolerateLostOutput();
const code = await main(process.argv.slice(2));
if (code !== null) process.exit(code);

/** Runs a command, and loads it alone; null when what it started goes on in this process. */
async function main(args: readonly string[]): Promise<number | null> {
  let code: number | null = EXIT.healthy;
  const program = new Command('allswell')
    .description('A status page that runs its own health checks.')
    .version(packageJson.version)
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 healthy, 1 a critical check is down (or it could not be done), 2 usage or configuration.',
    );

  program
    .command('start')
    .description('start everything: the checks and the pages')
    .action(async () => {
      const { startCommand } = await import('./commands/start.ts');
      code = await startCommand();
    });
  program
    .command('worker')
    .description('run the checks alone')
    .action(async () => {
      code = null;
      await import(siblingOf('worker'));
    });
  program
    .command('web')
    .description('serve the pages alone')
    .action(async () => {
      code = null;
      await import(siblingOf('web'));
    });
  program
    .command('check')
    .description('run checks once, now, and say what came out')
    .argument('[id...]', 'the checks to run; all of them without')
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: { json?: true }) => {
      const { checkCommand } = await import('./commands/check.ts');
      code = await checkCommand(ids, options.json === true);
    });
  program
    .command('validate')
    .description('say whether the configuration is valid, and all that is wrong with it')
    .action(async () => {
      const { validateCommand } = await import('./commands/validate.ts');
      code = validateCommand();
    });
  program
    .command('health')
    .description('ask a running server how things are')
    .argument('[url]', 'where it is; this machine without')
    .action(async (url: string | undefined) => {
      const { healthCommand } = await import('./commands/health.ts');
      code = await healthCommand(url);
    });
  program
    .command('backup')
    .description('copy the database, which may be in use, into a new file')
    .argument('<file>')
    .action(async (file: string) => {
      const { backupCommand } = await import('./commands/backup.ts');
      code = await backupCommand(file);
    });
  program
    .command('restore')
    .description('put a backup in the place of the database, which must not be in use')
    .argument('<file>')
    .action(async (file: string) => {
      const { restoreCommand } = await import('./commands/backup.ts');
      code = restoreCommand(file);
    });
  // What these three know beyond their names is wanted only where one of them is.
  const done = (result: number) => void (code = result);
  const history = program.command('history').description('go through the stored history');
  const incident = program.command('incident').description('tell about trouble on the page');
  const maintenance = program.command('maintenance').description('plan windows of maintenance');

  try {
    if (args.includes('history')) (await import('./commands/history.ts')).historyCommand(history, done);
    if (args.includes('incident')) (await import('./commands/incident.ts')).incidentCommand(incident, done);
    if (args.includes('maintenance')) (await import('./commands/maintenance.ts')).maintenanceCommand(maintenance, done);
    nameHelp(program);
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return codeOf(error);
  }
}

/** Has the usage errors of each command name its own help. `name` is all that calls it. */
function nameHelp(command: Command, name = command.name()): void {
  command.showHelpAfterError(`(see ${name} --help)`);
  for (const part of command.commands) nameHelp(part, `${name} ${part.name()}`);
}

/** Says what went wrong, where nobody said it yet, and gives the code to end with. */
function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.healthy : EXIT.usage;
  if (error instanceof ConfigError || error instanceof EnvironmentError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof StoreError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}

/** Another entry point beside this one; a name that the bundler does not follow. */
function siblingOf(name: string): string {
  return new URL(`./${name}.mjs`, import.meta.url).href;
}
