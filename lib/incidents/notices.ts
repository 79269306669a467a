import type { Incident, MaintenancePlan } from '../model.ts';
import type { KeptAnswer, Notice, NoticeChange, NoticeStore, StoredAlert } from '../store/store.ts';
import { NoticeError } from './errors.ts';
import { randomId } from './ids.ts';
import { editIncident, editIncidentUpdate, openIncident, updateIncident } from './incident.ts';
import {
  cancelMaintenanceInput,
  editIncidentInput,
  editMaintenanceInput,
  editUpdateInput,
  openIncidentInput,
  postMaintenanceUpdateInput,
  scheduleMaintenanceInput,
  updateIncidentInput,
} from './input.ts';
import { cancelPlan, editPlan, postPlanUpdate, schedulePlan, windowNamed } from './maintenance.ts';
import { parseInput } from './parse.ts';
import { startOfWindow } from './windows.ts';
import { changeTime, type Writing } from './writing.ts';

/** What `Notices` takes from outside. */
export interface NoticesOptions {
  /** Unix ms. */
  readonly now: () => number;
  /** A new random id. Default is 12 characters of [a-z0-9], the first a letter. */
  readonly newId?: () => string;
  /** Ids of the checks that there are. */
  readonly checks: () => readonly string[];
  /** The site's time zone. */
  readonly timezone: () => string;
}

/** How a change is made. */
export interface WriteOptions<T> {
  /** The version that it must have (If-Match); null: whichever, and a change that was overtaken is tried again. Default is null. */
  readonly ifMatch?: number | null;
  /** Kept under the Idempotency-Key in the same transaction; see `answerOnce`. */
  readonly answer?: { readonly key: string; readonly make: (notice: T) => KeptAnswer };
  /** Alerts from outside that are written in the same transaction. */
  readonly alerts?: (notice: T) => readonly StoredAlert[];
}

/** How often a change is tried that others overtake. */
const TRIES = 8;
/** How long answers are kept under their Idempotency-Key, and how often old ones are swept, ms. */
const KEPT = 86_400_000;
const SWEEP = 3_600_000;

/**
 * What people write: the life cycles of incidents and maintenance over a store. All input is checked here by the
 * schemas of `input.ts`, so it may come straight from a request's JSON. Everything throws `NoticeError`.
 */
export class Notices {
  readonly #store: NoticeStore;
  readonly #options: NoticesOptions;
  #sweptAt = -Infinity;

  constructor(store: NoticeStore, options: NoticesOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The incident of this id; null when there is none. */
  async incident(id: string): Promise<Incident | null> {
    const stored = await asked(this.#store.notice(id));
    return stored?.kind === 'incident' ? stored.notice : null;
  }

  /** Newest `createdAt` first; `open`: only those not resolved, or with false only those that are. */
  async incidents({ open }: { open?: boolean } = {}): Promise<readonly Incident[]> {
    const stored = await asked(this.#store.notices('incident'));
    return stored.flatMap(({ kind, notice }) =>
      kind === 'incident' && (open === undefined || open === (notice.resolvedAt === null)) ? [notice] : [],
    );
  }

  /** The maintenance of this id, which may be that of one of its windows; null when there is none. */
  async plan(id: string): Promise<MaintenancePlan | null> {
    const { plan, isWindow } = namedBy(id);
    const stored = await asked(this.#store.notice(plan));
    if (stored?.kind !== 'maintenance') return null;
    return isWindow && startOfWindow(stored.notice, id) === null ? null : stored.notice;
  }

  /** Newest `createdAt` first. */
  async plans(): Promise<readonly MaintenancePlan[]> {
    const stored = await asked(this.#store.notices('maintenance'));
    return stored.flatMap(({ kind, notice }) => (kind === 'maintenance' ? [notice] : []));
  }

  /** What an incident or a maintenance was before each of its changes, newest first. */
  async edits(id: string): Promise<readonly { readonly at: number; readonly notice: Incident | MaintenancePlan }[]> {
    return asked(this.#store.edits(namedBy(id).plan));
  }

  /** @param input `OpenIncidentInput` */
  async open(input: unknown, options: WriteOptions<Incident> = {}): Promise<Incident> {
    const given = parseInput(openIncidentInput, input);
    return this.#create('incident', options, (writing) => openIncident(given, writing));
  }

  /** Adds an update. @param input `UpdateIncidentInput` */
  async update(id: string, input: unknown, options: WriteOptions<Incident> = {}): Promise<Incident> {
    const given = parseInput(updateIncidentInput, input);
    return this.#changeIncident(id, options, (incident, writing) => updateIncident(incident, given, writing));
  }

  /** Changes what stands. @param input `EditIncidentInput` */
  async edit(id: string, input: unknown, options: WriteOptions<Incident> = {}): Promise<Incident> {
    const given = parseInput(editIncidentInput, input);
    return this.#changeIncident(id, options, (incident, writing) => editIncident(incident, given, writing));
  }

  /** Changes one update. @param input `EditUpdateInput` */
  async editUpdate(
    id: string,
    update: string,
    input: unknown,
    options: WriteOptions<Incident> = {},
  ): Promise<Incident> {
    const given = parseInput(editUpdateInput, input);
    return this.#changeIncident(id, options, (incident, writing) =>
      editIncidentUpdate(incident, update, given, writing),
    );
  }

  /** Deletes an incident. Returns it as it was. */
  async remove(id: string, options: WriteOptions<Incident> = {}): Promise<Incident> {
    return this.#delete('incident', id, () => this.incident(id), options);
  }

  /** @param input `ScheduleMaintenanceInput` */
  async schedule(input: unknown, options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    const given = parseInput(scheduleMaintenanceInput, input);
    return this.#create('maintenance', options, (writing) => schedulePlan(given, writing));
  }

  /** @param input `EditMaintenanceInput`; with the id of a window, `endsAt` is that window's. */
  async editPlan(id: string, input: unknown, options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    const given = parseInput(editMaintenanceInput, input);
    return this.#changePlan(id, given.occurrence, options, (plan, window, writing) =>
      editPlan(plan, window, given, writing),
    );
  }

  /**
   * Adds an update: with the id of a window to that window, else to the one that goes on at its time, else to the
   * coming one, else to the last.
   *
   * @param input `PostMaintenanceUpdateInput`
   */
  async postUpdate(id: string, input: unknown, options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    const given = parseInput(postMaintenanceUpdateInput, input);
    return this.#changePlan(id, undefined, options, (plan, window, writing) =>
      postPlanUpdate(plan, window, given, writing),
    );
  }

  /** Cancels one window, or all to come; one in progress ends now. @param input `CancelMaintenanceInput` */
  async cancel(id: string, input: unknown = {}, options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    const { occurrence } = parseInput(cancelMaintenanceInput, input);
    return this.#changePlan(id, occurrence, options, cancelPlan);
  }

  /** Deletes a maintenance with all of its windows. Returns it as it was. */
  async removePlan(id: string, options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    return this.#delete('maintenance', id, () => this.#planItself(id), options);
  }

  /**
   * Carries out a request that has an Idempotency-Key once: a second one with the same key and fingerprint (a hash of
   * the request) is given the first one's answer, and writes nothing. Answers are kept for 24 h.
   *
   * @param write is to hand `answer` on to the method that writes: `(answer) => notices.open(input, { answer })`
   * @param make the answer to what was written
   * @throws NoticeError `key_reused` when the key stands for another request, and what `write` throws
   */
  async answerOnce<T>(
    request: { key: string; fingerprint: string },
    write: (answer: { key: string; make: (notice: T) => KeptAnswer }) => Promise<T>,
    make: (notice: T) => Omit<KeptAnswer, 'fingerprint'>,
  ): Promise<{ answer: KeptAnswer; replayed: boolean }> {
    const { key, fingerprint } = request;
    await this.#sweep();
    const before = await this.#replay(request);
    if (before !== null) return before;
    const keep = (notice: T): KeptAnswer => ({ ...make(notice), fingerprint });
    try {
      return { answer: keep(await write({ key, make: keep })), replayed: false };
    } catch (error) {
      // Whatever it was refused for: the same request may have been carried out in the meantime.
      const meanwhile = error instanceof NoticeError ? await this.#replay(request) : null;
      if (meanwhile !== null) return meanwhile;
      throw error;
    }
  }

  /** The stored alerts of these fingerprints. */
  async alerts(fingerprints: readonly string[]): Promise<readonly StoredAlert[]> {
    return asked(this.#store.alerts(fingerprints));
  }

  /** Alerts that fire and drive one of these checks, or that belong to one of these incidents. */
  async alertsOf({
    checks = [],
    incidents = [],
  }: {
    checks?: readonly string[];
    incidents?: readonly string[];
  }): Promise<readonly StoredAlert[]> {
    return asked(this.#store.alertsOf({ checks, incidents }));
  }

  /** Writes alerts alone. */
  async saveAlerts(alerts: readonly StoredAlert[]): Promise<void> {
    await asked(this.#store.write({ put: [], alerts, at: this.#options.now() }));
  }

  async end(): Promise<void> {
    await this.#store.end();
  }

  #changeIncident(
    id: string,
    options: WriteOptions<Incident>,
    make: (incident: Incident, writing: Writing) => Incident,
  ): Promise<Incident> {
    return this.#change('incident', id, () => this.incident(id), options, make);
  }

  #changePlan(
    id: string,
    occurrence: string | undefined,
    options: WriteOptions<MaintenancePlan>,
    make: (plan: MaintenancePlan, window: number | null, writing: Writing) => MaintenancePlan,
  ): Promise<MaintenancePlan> {
    return this.#change(
      'maintenance',
      id,
      () => this.plan(id),
      options,
      (plan, writing) => {
        const named = occurrence ?? (namedBy(id).isWindow ? id : undefined);
        return make(plan, named === undefined ? null : windowNamed(plan, named), writing);
      },
    );
  }

  async #create<T extends Notice['notice']>(
    kind: Notice['kind'],
    options: WriteOptions<T>,
    make: (writing: Writing) => T,
  ): Promise<T> {
    return this.#untilWritten(options, async () => {
      const notice = make(this.#writing());
      return { notice, put: [noticeOf(kind, notice, false)] };
    });
  }

  async #change<T extends Notice['notice']>(
    kind: Notice['kind'],
    id: string,
    read: () => Promise<T | null>,
    options: WriteOptions<T>,
    make: (was: T, writing: Writing) => T,
  ): Promise<T> {
    return this.#untilWritten(options, async () => {
      const was = await this.#standing(kind, id, read, options);
      const notice = make(was, this.#writing());
      return { notice, put: notice === was ? [] : [noticeOf(kind, notice, false)] };
    });
  }

  async #delete<T extends Notice['notice']>(
    kind: Notice['kind'],
    id: string,
    read: () => Promise<T | null>,
    options: WriteOptions<T>,
  ): Promise<T> {
    return this.#untilWritten(options, async () => {
      const notice = await this.#standing(kind, id, read, options);
      const updatedAt = changeTime(this.#options.now(), notice.updatedAt);
      return { notice, put: [noticeOf(kind, { ...notice, version: notice.version + 1, updatedAt }, true)] };
    });
  }

  async #standing<T extends Notice['notice']>(
    kind: Notice['kind'],
    id: string,
    read: () => Promise<T | null>,
    { ifMatch = null }: WriteOptions<T>,
  ): Promise<T> {
    const was = await read();
    if (was === null) throw new NoticeError('not_found', `there is no ${kind} ${id}`);
    if (ifMatch !== null && ifMatch !== was.version)
      throw new NoticeError('precondition_failed', `the ${kind} ${id} is at version ${was.version}, not ${ifMatch}`);
    return was;
  }

  /** Makes a change and writes it; anew from what stands then, when somebody was faster. */
  async #untilWritten<T>(
    { answer, alerts }: WriteOptions<T>,
    make: () => Promise<{ notice: T; put: NoticeChange['put'] }>,
  ): Promise<T> {
    for (let tries = 0; tries < TRIES; tries++) {
      const { notice, put } = await make();
      const kept = answer === undefined ? {} : { answer: { key: answer.key, answer: answer.make(notice) } };
      const change: NoticeChange = { put, alerts: alerts?.(notice) ?? [], ...kept, at: this.#options.now() };
      if ((await asked(this.#store.write(change))) === 'written') return notice;
      if (answer === undefined) continue;
      const since = this.#options.now() - KEPT;
      if ((await asked(this.#store.keptAnswer(answer.key, since))) !== null)
        throw new NoticeError('key_reused', 'this Idempotency-Key was used before');
      // One that nobody may be given any more may stand in the way.
      await asked(this.#store.trim(since));
    }
    throw new NoticeError('unavailable', 'others change it at the same time, again and again');
  }

  /** The answer that stands under a key already. */
  async #replay(request: { key: string; fingerprint: string }): Promise<{ answer: KeptAnswer; replayed: true } | null> {
    const answer = await asked(this.#store.keptAnswer(request.key, this.#options.now() - KEPT));
    if (answer === null) return null;
    if (answer.fingerprint !== request.fingerprint)
      throw new NoticeError('key_reused', 'this Idempotency-Key was used for another request');
    return { answer, replayed: true };
  }

  async #sweep(): Promise<void> {
    const now = this.#options.now();
    if (now - this.#sweptAt < SWEEP) return;
    this.#sweptAt = now;
    await asked(this.#store.trim(now - KEPT));
  }

  async #planItself(id: string): Promise<MaintenancePlan | null> {
    return namedBy(id).isWindow ? null : this.plan(id);
  }

  #writing(): Writing {
    const { now, newId = randomId, checks, timezone } = this.#options;
    return { now: now(), newId, checks: checks(), timezone: timezone() };
  }
}

/** What an id names: a plan, or behind it one of its windows. */
function namedBy(id: string): { plan: string; isWindow: boolean } {
  const [, plan] = /^(.+)-\d{8}T\d{4}Z$/.exec(id) ?? [];
  return { plan: plan ?? id, isWindow: plan !== undefined };
}

function noticeOf(kind: Notice['kind'], notice: Notice['notice'], deleted: boolean): Notice {
  // The compiler cannot see that the kind is the notice's own.
  return { kind, notice, deleted } as Notice;
}

/** What a store answers; whatever it fails for is its fault, not of those who asked. */
async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new NoticeError('unavailable', 'the database does not answer', { cause });
  }
}
