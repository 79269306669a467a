import { randomUUID } from 'node:crypto';
import type { Incident, MaintenancePlan } from '../model.ts';
import { StoreError, type KeptAnswer, type Notice, type NoticeChange, type StoredAlert } from './store.ts';

/** The rows of what people write: each one a document, with what is asked for beside it. */
export interface NoticeRow {
  readonly kind: string;
  readonly json: string;
  readonly deletedAt: number | bigint | null;
}

export interface EditRow {
  readonly at: number | bigint;
  readonly json: string;
}

export interface AlertRow {
  readonly json: string;
}

export interface AnswerRow {
  readonly fingerprint: string;
  readonly json: string;
}

interface StoredAnswer extends Omit<KeptAnswer, 'fingerprint'> {
  /** Tells this write from any other. */
  readonly write: string;
}

export function readNotice(row: NoticeRow): Notice {
  const deleted = row.deletedAt !== null;
  return row.kind === 'incident'
    ? { kind: 'incident', notice: readDocument<Incident>(row.json, 'checks', 'updates'), deleted }
    : {
        kind: 'maintenance',
        notice: readDocument<MaintenancePlan>(row.json, 'checks', 'updates', 'exceptions'),
        deleted,
      };
}

/** @throws StoreError for one without these lists: who shows it goes through them */
function readDocument<T>(json: string, ...lists: readonly (keyof T & string)[]): T {
  const document = JSON.parse(json) as T;
  for (const list of lists)
    if (!Array.isArray(document[list])) throw new StoreError('DATABASE_INVALID', `${list} must be a list`);
  return document;
}

export function readEdit({ at, json }: EditRow): { at: number; notice: Notice['notice'] } {
  return { at: Number(at), notice: readDocument(json, 'checks', 'updates') };
}

export function readAlert({ json }: AlertRow): StoredAlert {
  return JSON.parse(json) as StoredAlert;
}

/** The answer of a row; null where there is none. */
export function readAnswer(row: AnswerRow | undefined): KeptAnswer | null {
  if (row === undefined) return null;
  const { status, headers, body } = JSON.parse(row.json) as StoredAnswer;
  return { fingerprint: row.fingerprint, status, headers, body };
}

/** An answer as it is stored, under a name of this very write. */
export function answerJson({ status, headers, body }: KeptAnswer): string {
  return JSON.stringify({ status, headers, body, write: randomUUID() } satisfies StoredAnswer);
}

/** The rows of a change's notices, for one JSON parameter. */
export function noticeValues({ put, at }: NoticeChange): Record<string, unknown>[] {
  return put.map(({ kind, notice, deleted }) => ({
    id: notice.id,
    kind,
    version: notice.version,
    json: JSON.stringify(notice),
    deletedAt: deleted ? at : null,
  }));
}

/** The same of its alerts, as arrays. Of one alert twice the last counts: a statement may not write a row twice. */
export function alertValues({ alerts = [] }: NoticeChange): unknown[][] {
  const last = new Map(alerts.map((alert) => [alert.fingerprint, alert]));
  return [...last.values()].map((alert) => {
    const { fingerprint, check, incident, firing, updatedAt } = alert;
    return [fingerprint, check, incident, JSON.stringify(alert), firing, updatedAt];
  });
}

/** What became of a change, by how many rows each of its statements wrote: the answer's first, the notices' last. */
export function outcomeOf({ put }: NoticeChange, counts: readonly number[]): 'written' | 'conflict' {
  // Without notices only the answer can be in the way.
  const told = put.length > 0 ? counts.at(-1) : counts[0];
  return told === 0 ? 'conflict' : 'written';
}
