// The schema for PostgreSQL, made of the one of SQLite: it is written once.

/** Tables whose ids a worker counts up: SQLite's INTEGER has 64 bits whatever Prisma calls it, PostgreSQL's 32. */
const WITH_LONG_IDS = ['Batch', 'Transition', 'Outage', 'Chunk'];

/**
 * @param {string} sqlite the text of prisma/schema.prisma
 * @param {string} output where the client goes, from the place of the schema that is made
 * @returns {string}
 */
export function postgresSchema(sqlite, output) {
  let text = replaceOnce(sqlite, /(datasource db \{[^}]*provider\s*=\s*)"sqlite"/, '$1"postgresql"');
  text = replaceOnce(text, /^(\s*output\s*=\s*)".*"/m, `$1"${output}"`);
  for (const name of WITH_LONG_IDS)
    text = replaceOnce(text, new RegExp(`^(model ${name} \\{(?:\\s+///.*)*\\s+id\\s+)Int(\\s+@id)`, 'm'), '$1BigInt$2');
  return text;
}

function replaceOnce(text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`prisma/schema.prisma has nothing like ${pattern}`);
  return text.replace(pattern, replacement);
}
