import { StoreError } from '../store.ts';

/** Columns by what is in them; all others hold integers. */
const TEXTS = new Set(
  ['checkId', 'lastResult', 'histogram', 'code', 'results', 'json', 'uuid', 'authority', 'holder', 'kind'].concat([
    'notice',
    'fingerprint',
  ]),
);
const BYTES = new Set(['sketch', 'buckets']);
const OPTIONAL = new Set(
  ['lastResult', 'lastVerdictAt', 'histogram', 'code', 'endedAt', 'min', 'max', 'sketch', 'deletedAt'].concat([
    'first',
    'last',
  ]),
);

/** Holds a row to the types of its columns: SQLite stores whatever it is given. @throws StoreError */
export function assertCells(row: object): void {
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    if (value === null && OPTIONAL.has(name)) continue;
    const [rule, holds] = TEXTS.has(name)
      ? (['a text', typeof value === 'string'] as const)
      : BYTES.has(name)
        ? (['bytes', value instanceof Uint8Array] as const)
        : (['an integer', Number.isSafeInteger(value)] as const);
    if (!holds) throw new StoreError('DATABASE_INVALID', `${name} must be ${rule} (got ${told(value)})`);
  }
}

function told(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
