import type { CheckType, OptionConflict, ProbeContext, ProbeOutcome } from './check.ts';
import { database } from './database.ts';
import { disk } from './disk.ts';
import { dns } from './dns.ts';
import { http } from './http.ts';
import { memory } from './memory.ts';
import { push } from './push.ts';
import { storage } from './storage.ts';
import { tcp } from './tcp.ts';

/** A type of any options: each `probe` takes only what its own schema gives. */
type AnyCheckType = Omit<CheckType, 'probe' | 'slowAfter' | 'conflicts'> & {
  readonly probe: (options: never, context: ProbeContext) => Promise<ProbeOutcome>;
  readonly slowAfter?: (options: never) => { degraded: number | null; down: number | null };
  readonly conflicts?: (options: never) => readonly OptionConflict[];
};

/** Every type of check there is, by the word that the configuration uses. */
export const checkTypes = { http, tcp, dns, storage, disk, memory, database, push } as const satisfies Record<
  string,
  AnyCheckType
>;

export type CheckTypeName = keyof typeof checkTypes;

/** The same map for callers that hold options of a type known only at run time. */
const anyTypes: Record<CheckTypeName, AnyCheckType> = checkTypes;

/** Probes once. `options` must be the output of this type's schema. */
export function probe(type: CheckTypeName, options: unknown, context: ProbeContext): Promise<ProbeOutcome> {
  return anyTypes[type].probe(parsed(options), context);
}

/** The response-time limits of a check, for charts; nulls where it has none. */
export function slowAfter(type: CheckTypeName, options: unknown): { degraded: number | null; down: number | null } {
  return anyTypes[type].slowAfter?.(parsed(options)) ?? { degraded: null, down: null };
}

/** What is wrong between options that are each right; to be refused as the schema's own problems are. */
export function conflicts(type: CheckTypeName, options: unknown): readonly OptionConflict[] {
  return anyTypes[type].conflicts?.(parsed(options)) ?? [];
}

/** The one cast: which schema made the options is known only where the configuration pairs type and options. */
function parsed(options: unknown): never {
  return options as never;
}
