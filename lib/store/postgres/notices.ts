import type { Prisma, PrismaClient } from './generated/client/client.ts';
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

/**
 * The first statement of a change: people's writes are carried out one after another, whoever makes them, so that
 * conditions hold until the commit and revisions ascend in the order of the commits. Readers do not wait for it.
 */
const ONE_AT_A_TIME = 'LOCK TABLE "Notice" IN SHARE ROW EXCLUSIVE MODE';

/** Whether each of the notices (a JSON parameter) is still at the version before the one that is to be written. */
function versionsHold(parameter: number): string {
  return `NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements($${parameter}::jsonb) AS puts(p) LEFT JOIN "Notice" n ON n.id = p->>'id'
    WHERE coalesce(n.version, 0) <> (p->>'version')::integer - 1)`;
}

const KEEP_ANSWER = `INSERT INTO "KeptAnswer" ("key", fingerprint, at, json)
  SELECT $1::text, $2::text, $3::bigint, $4::text
  WHERE NOT EXISTS (SELECT 1 FROM "KeptAnswer" WHERE "key" = $1::text) AND ${versionsHold(5)}`;

/** Whether the answer that stands is the one of this very write: it carries a name of its own. No answer: null. */
const ANSWER_IS_OURS = `($2::text IS NULL OR EXISTS (SELECT 1 FROM "KeptAnswer" WHERE "key" = $2::text AND json = $3::text))`;

const MAY_BE_MADE = `${versionsHold(1)} AND ${ANSWER_IS_OURS}`;

const KEEP_WHAT_WAS = `INSERT INTO "NoticeEdit" (notice, version, at, json)
  SELECT was.id, was.version, $4::bigint, was.json
  FROM jsonb_array_elements($1::jsonb) AS rows(v) JOIN "Notice" was ON was.id = v->>'id' WHERE ${MAY_BE_MADE}`;

const UPSERT_ALERTS = `INSERT INTO "Alert" (fingerprint, "check", incident, json, firing, "updatedAt")
  SELECT v->>0, v->>1, v->>2, v->>3, (v->>4)::boolean, (v->>5)::bigint
  FROM jsonb_array_elements($4::jsonb) AS rows(v) WHERE ${MAY_BE_MADE}
  ON CONFLICT (fingerprint) DO UPDATE SET "check" = excluded."check", incident = excluded.incident,
    json = excluded.json, firing = excluded.firing, "updatedAt" = excluded."updatedAt"`;

const UPSERT_NOTICES = `INSERT INTO "Notice" (id, kind, version, revision, json, "deletedAt")
  SELECT v->>'id', v->>'kind', (v->>'version')::integer,
    (SELECT coalesce(max(revision), 0) FROM "Notice") + place::integer, v->>'json', (v->>'deletedAt')::bigint
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS rows(v, place) WHERE ${MAY_BE_MADE}
  ON CONFLICT (id) DO UPDATE SET version = excluded.version, revision = excluded.revision,
    json = excluded.json, "deletedAt" = excluded."deletedAt"`;

const NOTICE_COLUMNS = 'kind, json, "deletedAt"';
/** The order of bytes: that of the database's language differs from one server to the next. */
const BY_FINGERPRINT = 'ORDER BY fingerprint COLLATE "C"';
const texts = (parameter: number) => `(SELECT t FROM jsonb_array_elements_text($${parameter}::jsonb) AS texts(t))`;

type Statement = readonly [text: string, ...parameters: unknown[]];

/**
 * What people write, in PostgreSQL. A change is one transaction behind a lock, whose statements all carry the condition
 * that it may be made: the notices themselves are written last, and with them the condition ends.
 */
export class PostgresNotices implements NoticeStore {
  readonly #client: PrismaClient;
  readonly #turns = new Turns();

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  async notice(id: string): Promise<Notice | null> {
    const [row] = await this.#read<NoticeRow>(
      `SELECT ${NOTICE_COLUMNS} FROM "Notice" WHERE id = $1::text AND "deletedAt" IS NULL`,
      id,
    );
    return row === undefined ? null : readNotice(row);
  }

  async notices(kind: Notice['kind']): Promise<readonly Notice[]> {
    // As `json`, which takes any text that JSON does; `jsonb` refuses the escape of NUL.
    const rows = await this.#read<NoticeRow>(
      `SELECT ${NOTICE_COLUMNS} FROM "Notice" WHERE kind = $1::text AND "deletedAt" IS NULL
       ORDER BY (json::json->>'createdAt')::bigint DESC, id COLLATE "C"`,
      kind,
    );
    return rows.map(readNotice);
  }

  async edits(id: string): Promise<readonly { readonly at: number; readonly notice: Notice['notice'] }[]> {
    const rows = await this.#read<EditRow>(
      'SELECT at, json FROM "NoticeEdit" WHERE notice = $1::text ORDER BY version DESC',
      id,
    );
    return rows.map(readEdit);
  }

  async alerts(fingerprints: readonly string[]): Promise<readonly StoredAlert[]> {
    const rows = await this.#read<AlertRow>(
      `SELECT json FROM "Alert" WHERE fingerprint IN ${texts(1)} ${BY_FINGERPRINT}`,
      JSON.stringify(fingerprints),
    );
    return rows.map(readAlert);
  }

  async alertsOf(what: { checks: readonly string[]; incidents: readonly string[] }): Promise<readonly StoredAlert[]> {
    const rows = await this.#read<AlertRow>(
      `SELECT json FROM "Alert" WHERE (firing AND "check" IN ${texts(1)}) OR incident IN ${texts(2)} ${BY_FINGERPRINT}`,
      JSON.stringify(what.checks),
      JSON.stringify(what.incidents),
    );
    return rows.map(readAlert);
  }

  async keptAnswer(key: string, since: number): Promise<KeptAnswer | null> {
    const [row] = await this.#read<AnswerRow>(
      'SELECT fingerprint, json FROM "KeptAnswer" WHERE "key" = $1::text AND at >= $2::bigint',
      key,
      since,
    );
    return readAnswer(row);
  }

  async write(change: NoticeChange): Promise<'written' | 'conflict'> {
    const { put, answer, at } = change;
    const [notices, alerts] = [JSON.stringify(noticeValues(change)), alertValues(change)];
    const kept = answer === undefined ? null : answerJson(answer.answer);
    const condition = [notices, answer?.key ?? null, kept];
    const statements: Statement[] = [];
    if (answer !== undefined) statements.push([KEEP_ANSWER, answer.key, answer.answer.fingerprint, at, kept, notices]);
    if (put.length > 0) statements.push([KEEP_WHAT_WAS, ...condition, at]);
    if (alerts.length > 0) statements.push([UPSERT_ALERTS, ...condition, JSON.stringify(alerts)]);
    if (put.length > 0) statements.push([UPSERT_NOTICES, ...condition]);
    if (statements.length === 0) return 'written';
    return outcomeOf(change, await this.#write(statements));
  }

  async trim(before: number): Promise<void> {
    await this.#write([
      ['DELETE FROM "KeptAnswer" WHERE at < $1::bigint', before],
      ['DELETE FROM "Alert" WHERE NOT firing AND "updatedAt" < $1::bigint', before],
    ]);
  }

  async end(): Promise<void> {
    await this.#turns.take(() => this.#client.$disconnect());
  }

  #read<Row>(text: string, ...parameters: unknown[]): Promise<Row[]> {
    return this.#turns.take(() => this.#client.$queryRawUnsafe<Row[]>(text, ...parameters));
  }

  /** One transaction; says how many rows each statement wrote. */
  async #write(statements: readonly Statement[]): Promise<number[]> {
    const run = ([text, ...parameters]: Statement): Prisma.PrismaPromise<number> =>
      this.#client.$executeRawUnsafe(text, ...parameters);
    const [, ...counts] = await this.#turns.take(() =>
      this.#client.$transaction([run([ONE_AT_A_TIME]), ...statements.map(run)]),
    );
    return counts;
  }
}
