import { readEnvironment } from '../../lib/env/environment.ts';
import { backup, restore, type BackupReport } from '../../lib/store/sqlite/backup.ts';
import { EXIT } from '../exit-code.ts';

/** Copies the database, in use or not, into a new file. */
export async function backupCommand(file: string): Promise<number> {
  const { databasePath } = readEnvironment();
  const report = await backup(databasePath, file, () => undefined);
  process.stdout.write(`${file}: ${summary(report)}\n`);
  return EXIT.healthy;
}

/** Puts a backup in the place of the database, which must not be in use. */
export function restoreCommand(file: string): number {
  const { databasePath } = readEnvironment();
  const report = restore(databasePath, file, Date.now());
  process.stdout.write(`${databasePath}: restored, ${summary(report)}\n`);
  if (report.kept !== null) process.stdout.write(`the database before is kept as ${report.kept}\n`);
  return EXIT.healthy;
}

function summary({ bytes, checks, transitions }: BackupReport): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB, ${checks} checks, ${transitions} changes of state`;
}
