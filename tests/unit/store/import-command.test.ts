import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { expect, onTestFinished, test, vi } from 'vitest';
import { importCommand } from '../../../bin/commands/history-import.ts';
import { configOf, configured, World } from '../engine/world.ts';
import { writeUptimeKuma } from './foreign-files.ts';

test('a database in use is refused before the other file is read, which may take minutes', async () => {
  const world = new World(Date.now());
  const file = `${world.path}.kuma`;
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(file);
    world.destroy();
  });
  const crew = await world.worker(configOf([configured('a')]));
  // Whoever reads it finds that it is damaged.
  const beats = [{ at: world.now - 60_000, status: 9 as 0 }];
  writeUptimeKuma(file, [{ name: 'a', interval: 60, beats }]);
  vi.stubEnv('DATABASE_URL', `file:${world.path}`);
  const command = new Command();
  importCommand(command, () => undefined);
  const imported = command.parseAsync(['import', 'uptime-kuma', file], { from: 'user' });
  await expect(imported).rejects.toThrow(`the database ${world.path} is in use: stop Allswell first`);
  await crew.end();
});
