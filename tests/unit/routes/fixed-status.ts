import type { CalendarDay, Interval } from '../../../lib/history/uptime.ts';
import type { Audience, CheckHistory, Day, Past, Snapshot } from '../../../lib/model.ts';
import { provideStatus, type Readiness, type StatusSource } from '../../../lib/status/source.ts';
import { dayOf, pastOf } from '../../fixtures/past.ts';
import { HISTORY, richSnapshot } from '../formats/fixture.ts';

/** A status source whose snapshots do not move, for routes that are called without a server. */
class FixedStatus implements StatusSource {
  started = true;
  ready: Readiness = {
    ready: true,
    reasons: [],
    worker: richSnapshot('token').worker,
    databaseAnswers: true,
    schemaReady: true,
  };
  change: (snapshot: Snapshot) => Snapshot = (snapshot) => snapshot;

  snapshot(audience: Audience): Snapshot | null {
    return this.started ? this.change(richSnapshot(audience)) : null;
  }
  revision(): string {
    return '17';
  }
  subscribe(): () => void {
    return () => undefined;
  }
  beforeMove(): () => void {
    return () => undefined;
  }
  async history(audience: Audience, check: string): Promise<CheckHistory | null> {
    const isSeen = this.snapshot(audience)?.checks.some((one) => one.id === check);
    return isSeen === true ? { ...HISTORY, check } : null;
  }
  async past(audience: Audience, span: Interval): Promise<Past | null> {
    const snapshot = this.snapshot(audience);
    return snapshot === null ? null : pastOf(snapshot, span);
  }
  async day(audience: Audience, day: CalendarDay): Promise<ReadonlyMap<string, Day> | null> {
    const snapshot = this.snapshot(audience);
    return snapshot === null ? null : dayOf(snapshot, day);
  }
  async follow(): Promise<void> {
    return undefined;
  }
  async refresh(): Promise<void> {
    return undefined;
  }
  readiness(): Readiness {
    return this.ready;
  }
  async close(): Promise<void> {
    return undefined;
  }
}

/** Puts such a source in place for this process. */
export function provideFixedStatus(): FixedStatus {
  const source = new FixedStatus();
  provideStatus(source);
  return source;
}
