import type { CheckView, Snapshot, Window } from '../model.ts';
import type { BadgeName, BadgeTone } from './badge-request.ts';
import { oneLine } from './xml.ts';

/** What a badge says. */
export interface BadgeFacts {
  readonly label: string;
  readonly message: string;
  readonly tone: BadgeTone;
}

/** The window of uptime unless another is asked for. */
const DEFAULT_WINDOW: Window = '90d';
/** From these ratios on, uptime is coloured as up and as degraded. */
const GOOD_UPTIME = 0.999;
const FAIR_UPTIME = 0.99;
const DAY = 86_400_000;
/** With fewer days left, a certificate is coloured as degraded and as down. */
const CERTIFICATE_SOON = 21;
const CERTIFICATE_VERY_SOON = 7;

/** What is asked of a snapshot that is narrowed to the badge's check or group. */
export interface BadgeQuestion {
  readonly name: BadgeName;
  readonly window: Window | null;
  /** ms, over the window; undefined: the latest run's is told. Null without data. */
  readonly median: number | null | undefined;
}

/** What a badge says of a snapshot that holds its checks and no others. */
export function badgeFacts(snapshot: Snapshot, { name, window, median }: BadgeQuestion): BadgeFacts {
  const subject = subjectOf(snapshot, name);
  switch (name.kind) {
    case 'status':
      return { label: subject, ...statusOf(snapshot) };
    case 'uptime': {
      const over = window ?? DEFAULT_WINDOW;
      return { label: `${subject} uptime ${over}`, ...uptimeOf(snapshot.checks, over) };
    }
    case 'response-time': {
      const label = `${subject} response time${window === null ? '' : ` ${window}`}`;
      const times = snapshot.checks.flatMap(({ responseTime }) => responseTime ?? []);
      const time = median === undefined ? middle(times) : median;
      return { label, ...(time === null ? NO_DATA : { message: inWords(time), tone: statusOf(snapshot).tone }) };
    }
    case 'certificate':
      return { label: `${subject} certificate`, ...certificateOf(snapshot) };
  }
}

/** What a badge says where there is none of that name for the public. */
export const NOT_FOUND_FACTS: BadgeFacts = { label: 'status', message: 'not found', tone: 'none' };

const NO_DATA = { message: 'no data', tone: 'none' } as const;

type Said = Pick<BadgeFacts, 'message' | 'tone'>;

function subjectOf({ site, groups, checks }: Snapshot, { scope, id }: BadgeName): string {
  if (scope === 'all') return oneLine(site.name) || 'status';
  const [found] = scope === 'group' ? groups : checks;
  return oneLine(found?.name ?? '') || id;
}

/** The worst that its checks say, as the page's banner does. A planned maintenance of all of them explains it. */
function statusOf({ checks }: Snapshot): Said {
  const running = checks.filter((check) => check.state !== 'paused');
  if (checks.length === 0) return NO_DATA;
  if (running.length === 0) return { message: 'paused', tone: 'paused' };
  if (running.every((check) => check.maintenance)) return { message: 'maintenance', tone: 'maintenance' };
  for (const state of ['down', 'degraded'] as const)
    if (running.some((check) => check.state === state)) return { message: state, tone: state };
  if (running.every((check) => check.firstVerdict === null)) return NO_DATA;
  if (running.some((check) => check.state === 'unknown')) return { message: 'unknown', tone: 'unknown' };
  return { message: 'up', tone: 'up' };
}

/** Of several checks the mean of those that have data. */
function uptimeOf(checks: readonly CheckView[], window: Window): Said {
  const ratios = checks.flatMap((check) => check.uptime[window] ?? []);
  if (ratios.length === 0) return NO_DATA;
  const ratio = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
  const tone = ratio >= GOOD_UPTIME ? 'up' : ratio >= FAIR_UPTIME ? 'degraded' : 'down';
  return { message: percent(ratio), tone };
}

/** Of several checks the certificate that expires first. */
function certificateOf({ checks, generatedAt }: Snapshot): Said {
  const ends = checks.flatMap((check) => check.certificateExpiresAt ?? []);
  if (ends.length === 0) return NO_DATA;
  const left = Math.min(...ends) - generatedAt;
  if (left <= 0) return { message: 'expired', tone: 'down' };
  const days = Math.floor(left / DAY);
  const tone = days < CERTIFICATE_VERY_SOON ? 'down' : days < CERTIFICATE_SOON ? 'degraded' : 'up';
  return { message: days === 0 ? '< 1 day' : `${days} ${days === 1 ? 'day' : 'days'}`, tone };
}

/** As the pages write it: truncated, so that 100% means that nothing was lost. */
function percent(ratio: number): string {
  if (ratio >= 1) return '100%';
  // The addend undoes binary fractions (0.9993 * 10000 is 9992.999…) and must not lift anything to 100.
  const hundredths = Math.min(9_999, Math.floor(ratio * 10_000 + 1e-6));
  return hundredths === 0 && ratio > 0 ? '<0.01%' : `${(hundredths / 100).toFixed(2)}%`;
}

/** A length in ms. */
function inWords(ms: number): string {
  if (ms < 0.05) return '<0.1 ms';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 9_995 ? 2 : 1)} s`;
}

function middle(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length / 2;
  const upper = sorted[Math.floor(at)];
  if (upper === undefined) return null;
  return Number.isInteger(at) ? ((sorted[at - 1] ?? upper) + upper) / 2 : upper;
}
