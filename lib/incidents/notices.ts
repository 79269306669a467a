import type { Incident, MaintenancePlan } from '../model.ts';
import type { KeptAnswer, NoticeStore, StoredAlert } from '../store/store.ts';

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

/**
 * What people write: the life cycles of incidents and maintenance over a store. All input is checked here by the
 * schemas of `input.ts`, so it may come straight from a request's JSON. Everything throws `NoticeError`.
 */
export class Notices {
  readonly #store: NoticeStore;
  readonly #options: NoticesOptions;

  constructor(store: NoticeStore, options: NoticesOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The incident of this id; null when there is none. */
  async incident(_id: string): Promise<Incident | null> {
    return todo(this.#store, this.#options);
  }

  /** Newest `createdAt` first; `open`: only those not resolved. */
  async incidents(_options: { open?: boolean } = {}): Promise<readonly Incident[]> {
    return todo();
  }

  /** The maintenance of this id, which may be that of one of its windows; null when there is none. */
  async plan(_id: string): Promise<MaintenancePlan | null> {
    return todo();
  }

  /** Newest `createdAt` first. */
  async plans(): Promise<readonly MaintenancePlan[]> {
    return todo();
  }

  /** What an incident or a maintenance was before each of its changes, newest first. */
  async edits(_id: string): Promise<readonly { readonly at: number; readonly notice: Incident | MaintenancePlan }[]> {
    return todo();
  }

  /** @param input `OpenIncidentInput` */
  async open(_input: unknown, _options: WriteOptions<Incident> = {}): Promise<Incident> {
    return todo();
  }

  /** Adds an update. @param input `UpdateIncidentInput` */
  async update(_id: string, _input: unknown, _options: WriteOptions<Incident> = {}): Promise<Incident> {
    return todo();
  }

  /** Changes what stands. @param input `EditIncidentInput` */
  async edit(_id: string, _input: unknown, _options: WriteOptions<Incident> = {}): Promise<Incident> {
    return todo();
  }

  /** Changes one update. @param input `EditUpdateInput` */
  async editUpdate(
    _id: string,
    _update: string,
    _input: unknown,
    _options: WriteOptions<Incident> = {},
  ): Promise<Incident> {
    return todo();
  }

  /** Deletes an incident. Returns it as it was. */
  async remove(_id: string, _options: WriteOptions<Incident> = {}): Promise<Incident> {
    return todo();
  }

  /** @param input `ScheduleMaintenanceInput` */
  async schedule(_input: unknown, _options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    return todo();
  }

  /** @param input `EditMaintenanceInput`; with the id of a window, `endsAt` is that window's. */
  async editPlan(_id: string, _input: unknown, _options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    return todo();
  }

  /** Adds an update; it falls to the window that goes on at its time, else to the coming one, else to the last. @param input `PostMaintenanceUpdateInput` */
  async postUpdate(
    _id: string,
    _input: unknown,
    _options: WriteOptions<MaintenancePlan> = {},
  ): Promise<MaintenancePlan> {
    return todo();
  }

  /** Cancels one window, or all to come; one in progress ends now. @param input `CancelMaintenanceInput` */
  async cancel(
    _id: string,
    _input: unknown = {},
    _options: WriteOptions<MaintenancePlan> = {},
  ): Promise<MaintenancePlan> {
    return todo();
  }

  /** Deletes a maintenance with all of its windows. Returns it as it was. */
  async removePlan(_id: string, _options: WriteOptions<MaintenancePlan> = {}): Promise<MaintenancePlan> {
    return todo();
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
    _request: { key: string; fingerprint: string },
    _write: (answer: { key: string; make: (notice: T) => KeptAnswer }) => Promise<T>,
    _make: (notice: T) => Omit<KeptAnswer, 'fingerprint'>,
  ): Promise<{ answer: KeptAnswer; replayed: boolean }> {
    return todo();
  }

  /** The stored alerts of these fingerprints. */
  async alerts(_fingerprints: readonly string[]): Promise<readonly StoredAlert[]> {
    return todo();
  }

  /** Alerts that fire and drive one of these checks, or that belong to one of these incidents. */
  async alertsOf(_what: {
    checks?: readonly string[];
    incidents?: readonly string[];
  }): Promise<readonly StoredAlert[]> {
    return todo();
  }

  /** Writes alerts alone. */
  async saveAlerts(_alerts: readonly StoredAlert[]): Promise<void> {
    return todo();
  }

  async end(): Promise<void> {
    return todo();
  }
}

function todo(..._: unknown[]): never {
  throw new Error('not there yet');
}
