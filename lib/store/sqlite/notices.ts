import type { Prisma, PrismaClient } from '../generated/client.ts';
import {
  alertValues,
  answerJson,
  noticeValues,
  outcomeOf,
  readAlert,
  readAnswer,
  readEdit,
  readNotice,
  type AlertRow,
  type AnswerRow,
  type EditRow,
  type NoticeRow,
} from '../notice-rows.ts';
import type { KeptAnswer, Notice, NoticeChange, NoticeStore, StoredAlert } from '../store.ts';
import { Turns } from '../turns.ts';
import { patiently } from './client.ts';

/** Whether each of the notices (one JSON parameter) is still at the version before the one that is to be written. */
const VERSIONS_HOLD = `NOT EXISTS (
    SELECT 1 FROM json_each(?) p LEFT JOIN Notice n ON n.id = json_extract(p.value, '$.id')
    WHERE coalesce(n.version, 0) <> json_extract(p.value, '$.version') - 1)`;

const KEEP_ANSWER = `INSERT INTO KeptAnswer ("key", fingerprint, at, json) SELECT ?, ?, ?, ?
  WHERE NOT EXISTS (SELECT 1 FROM KeptAnswer WHERE "key" = ?) AND ${VERSIONS_HOLD}`;

/** Whether the answer that stands is the one of this very write: it carries a name of its own. */
const ANSWER_IS_OURS = 'EXISTS (SELECT 1 FROM KeptAnswer WHERE "key" = ? AND json = ?)';

const KEEP_WHAT_WAS = `INSERT INTO NoticeEdit (notice, version, at, json)
  SELECT was.id, was.version, ?, was.json FROM json_each(?) v JOIN Notice was ON was.id = json_extract(v.value, '$.id')
  WHERE ${VERSIONS_HOLD}`;

const UPSERT_ALERTS = `INSERT INTO Alert (fingerprint, "check", incident, json, firing, updatedAt)
  SELECT json_extract(v.value, '$[0]'), json_extract(v.value, '$[1]'), json_extract(v.value, '$[2]'),
    json_extract(v.value, '$[3]'), json_extract(v.value, '$[4]'), json_extract(v.value, '$[5]')
  FROM json_each(?) v WHERE ${VERSIONS_HOLD}`;
const ALERT_CONFLICT = `ON CONFLICT (fingerprint) DO UPDATE SET "check" = excluded."check", incident = excluded.incident,
  json = excluded.json, firing = excluded.firing, updatedAt = excluded.updatedAt`;

const UPSERT_NOTICES = `INSERT INTO Notice (id, kind, version, revision, json, deletedAt)
  SELECT json_extract(v.value, '$.id'), json_extract(v.value, '$.kind'), json_extract(v.value, '$.version'),
    (SELECT coalesce(max(revision), 0) FROM Notice) + 1 + v."key", json_extract(v.value, '$.json'),
    json_extract(v.value, '$.deletedAt')
  FROM json_each(?) v WHERE ${VERSIONS_HOLD}`;
const NOTICE_CONFLICT = `ON CONFLICT (id) DO UPDATE SET version = excluded.version, revision = excluded.revision,
  json = excluded.json, deletedAt = excluded.deletedAt`;

const NOTICE_COLUMNS = 'kind, json, deletedAt';

/**
 * What people write, in SQLite. A change is one transaction whose statements all carry the condition that it may be
 * made: the notices themselves are written last, and with them the condition ends.
 */
export class SqliteNotices implements NoticeStore {
  readonly #client: PrismaClient;
  readonly #turns = new Turns();

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  async notice(id: string): Promise<Notice | null> {
    const rows = await this.#read<NoticeRow>(
      `SELECT ${NOTICE_COLUMNS} FROM Notice WHERE id = ? AND deletedAt IS NULL`,
      id,
    );
    return rows[0] === undefined ? null : readNotice(rows[0]);
  }

  async notices(kind: Notice['kind']): Promise<readonly Notice[]> {
    const rows = await this.#read<NoticeRow>(
      `SELECT ${NOTICE_COLUMNS} FROM Notice WHERE kind = ? AND deletedAt IS NULL ORDER BY json_extract(json, '$.createdAt') DESC, id`,
      kind,
    );
    return rows.map(readNotice);
  }

  async edits(id: string): Promise<readonly { readonly at: number; readonly notice: Notice['notice'] }[]> {
    const rows = await this.#read<EditRow>(
      'SELECT at, json FROM NoticeEdit WHERE notice = ? ORDER BY version DESC',
      id,
    );
    return rows.map(readEdit);
  }

  async alerts(fingerprints: readonly string[]): Promise<readonly StoredAlert[]> {
    const rows = await this.#read<AlertRow>(
      'SELECT json FROM Alert WHERE fingerprint IN (SELECT value FROM json_each(?)) ORDER BY fingerprint',
      JSON.stringify(fingerprints),
    );
    return rows.map(readAlert);
  }

  async alertsOf(what: { checks: readonly string[]; incidents: readonly string[] }): Promise<readonly StoredAlert[]> {
    const rows = await this.#read<AlertRow>(
      `SELECT json FROM Alert WHERE (firing AND "check" IN (SELECT value FROM json_each(?)))
         OR incident IN (SELECT value FROM json_each(?)) ORDER BY fingerprint`,
      JSON.stringify(what.checks),
      JSON.stringify(what.incidents),
    );
    return rows.map(readAlert);
  }

  async keptAnswer(key: string, since: number): Promise<KeptAnswer | null> {
    const rows = await this.#read<AnswerRow>(
      'SELECT fingerprint, json FROM KeptAnswer WHERE "key" = ? AND at >= ?',
      key,
      since,
    );
    return readAnswer(rows[0]);
  }

  async write(change: NoticeChange): Promise<'written' | 'conflict'> {
    const { put, answer, at } = change;
    const [notices, alerts] = [JSON.stringify(noticeValues(change)), alertValues(change)];
    const kept = answer === undefined ? null : { key: answer.key, json: answerJson(answer.answer) };
    const [and, ours] = kept === null ? ['', []] : [`AND ${ANSWER_IS_OURS}`, [kept.key, kept.json]];
    const statements: [sql: string, ...parameters: unknown[]][] = [];
    if (answer !== undefined && kept !== null)
      statements.push([KEEP_ANSWER, kept.key, answer.answer.fingerprint, at, kept.json, kept.key, notices]);
    if (put.length > 0) statements.push([`${KEEP_WHAT_WAS} ${and}`, at, notices, notices, ...ours]);
    if (alerts.length > 0)
      statements.push([`${UPSERT_ALERTS} ${and} ${ALERT_CONFLICT}`, JSON.stringify(alerts), notices, ...ours]);
    if (put.length > 0) statements.push([`${UPSERT_NOTICES} ${and} ${NOTICE_CONFLICT}`, notices, notices, ...ours]);
    if (statements.length === 0) return 'written';
    return outcomeOf(change, await this.#write(statements));
  }

  async trim(before: number): Promise<void> {
    await this.#write([
      ['DELETE FROM KeptAnswer WHERE at < ?', before],
      ['DELETE FROM Alert WHERE NOT firing AND updatedAt < ?', before],
    ]);
  }

  async end(): Promise<void> {
    await this.#turns.take(() => this.#client.$disconnect());
  }

  #read<Row>(sql: string, ...parameters: unknown[]): Promise<Row[]> {
    return patiently(() => this.#turns.take(() => this.#client.$queryRawUnsafe<Row[]>(sql, ...parameters)));
  }

  /** One transaction; the first statement writes, so that it has the lock from its beginning. */
  #write(statements: readonly [sql: string, ...parameters: unknown[]][]): Promise<number[]> {
    return patiently(() =>
      this.#turns.take(() =>
        this.#client.$transaction(
          statements.map(([sql, ...parameters]): Prisma.PrismaPromise<number> =>
            this.#client.$executeRawUnsafe(sql, ...parameters),
          ),
        ),
      ),
    );
  }
}
