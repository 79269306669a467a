// Makes the tables of the schema in an empty PostgreSQL database. For tests and benchmarks: there are no migrations for
// PostgreSQL yet, since nothing that runs offers it.
//   node prisma/create-postgres.mjs postgresql://user@host:port/database
import { readFile } from 'node:fs/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { postgresSchema } from './postgres-schema.mjs';
import { scriptTo } from './schema-engine.mjs';

const url = process.argv[2];
if (url === undefined) {
  process.stderr.write('usage: node prisma/create-postgres.mjs URL\n');
  process.exit(2);
}
const schema = postgresSchema(await readFile(new URL('schema.prisma', import.meta.url), 'utf8'), './unused');
const script = await scriptTo(new PrismaPg(url), schema, { empty: true });
const client = new pg.Client(url);
await client.connect();
await client.query(script);
await client.end();
// The engine keeps its own connection.
process.exit();
