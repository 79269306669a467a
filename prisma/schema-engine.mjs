// Prisma's schema engine in WebAssembly: it says what SQL leads from one schema to another. For authors and tests.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The SQL that leads from a database to a schema.
 *
 * @param {object} adapterFactory of the database
 * @param {string} schema the text of a Prisma schema
 * @param {{ empty: boolean }} options whether the database is to be taken for empty
 * @returns {Promise<string | null>} null when there is nothing to do
 */
export async function scriptTo(adapterFactory, schema, { empty }) {
  // Its entry point imports the .wasm as a module, which Node 20 does not: load the two parts by hand.
  const engineDir = join(ROOT, 'node_modules/@prisma/schema-engine-wasm');
  const bg = await import(join(engineDir, 'schema_engine_bg.js'));
  const wasm = await readFile(join(engineDir, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bg });
  bg.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const files = [{ path: 'prisma/schema.prisma', content: schema }];
  const engine = await bg.SchemaEngine.new(
    { datamodels: files.map((file) => [file.path, file.content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapterFactory),
  );
  const { stdout } = await engine.diff({
    from: empty ? { tag: 'empty' } : { tag: 'schemaDatasource', files, configDir: ROOT },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return !stdout || /^-- This is an empty migration/.test(stdout) ? null : stdout;
}
