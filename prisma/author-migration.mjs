// Writes the next migration: the difference between the migrations so far and prisma/schema.prisma, made by the
// schema engine in WebAssembly, laid out as Prisma Migrate lays it out.
//   node prisma/author-migration.mjs add_something
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import Database from 'better-sqlite3';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';

const root = fileURLToPath(new URL('..', import.meta.url));
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write('usage: node prisma/author-migration.mjs name_in_snake_case\n');
  process.exit(2);
}

// Its entry point imports the .wasm as a module, which Node 20 does not: load the two parts by hand.
const engineDir = join(root, 'node_modules/@prisma/schema-engine-wasm');
const bg = await import(join(engineDir, 'schema_engine_bg.js'));
const wasm = await readFile(join(engineDir, 'schema_engine_bg.wasm'));
const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bg });
bg.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const content = await readFile(join(root, 'prisma/schema.prisma'), 'utf8');
const files = [{ path: 'prisma/schema.prisma', content }];
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
  const engine = await bg.SchemaEngine.new(
    { datamodels: files.map((f) => [f.path, f.content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  const { stdout } = await engine.diff({
    from: names.length === 0 ? { tag: 'empty' } : { tag: 'schemaDatasource', files, configDir: root },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  if (!stdout || /^-- This is an empty migration/.test(stdout)) {
    process.stdout.write('Nothing to migrate: the migrations give the schema already.\n');
  } else {
    const stamp = new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14);
    const target = join(dir, `${stamp}_${name}`);
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'migration.sql'), stdout);
    await writeFile(join(dir, 'migration_lock.toml'), 'provider = "sqlite"\n');
    process.stdout.write(`Wrote ${target}/migration.sql\n`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
