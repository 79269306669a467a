// Writes the next migration: the difference between the migrations so far and prisma/schema.prisma, made by the
// schema engine in WebAssembly, laid out as Prisma Migrate lays it out.
//   node prisma/author-migration.mjs add_something
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { scriptTo } from './schema-engine.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write('usage: node prisma/author-migration.mjs name_in_snake_case\n');
  process.exit(2);
}

const content = await readFile(join(root, 'prisma/schema.prisma'), 'utf8');
const dir = join(root, 'prisma/migrations');
const names = (await readdir(dir, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const scratch = await mkdtemp(join(tmpdir(), 'allswell-migration-'));
try {
  const current = new Database(join(scratch, 'a.db'));
  for (const path of names) current.exec(await readFile(join(dir, path, 'migration.sql'), 'utf8'));
  current.close();
  const factory = new PrismaBetterSqlite3({ url: `file:${join(scratch, 'a.db')}` });
  const script = await scriptTo(factory, content, { empty: names.length === 0 });
  if (script === null) {
    process.stdout.write('Nothing to migrate: the migrations give the schema already.\n');
  } else {
    const stamp = new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14);
    const target = join(dir, `${stamp}_${name}`);
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'migration.sql'), script);
    await writeFile(join(dir, 'migration_lock.toml'), 'provider = "sqlite"\n');
    process.stdout.write(`Wrote ${target}/migration.sql\n`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
