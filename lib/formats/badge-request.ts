import { WINDOWS, type Window } from '../model.ts';
import type { Problem } from './problem.ts';

/** What a badge tells. */
export const BADGE_KINDS = ['status', 'uptime', 'response-time', 'certificate'] as const;
export type BadgeKind = (typeof BADGE_KINDS)[number];

/** What badge-maker draws. */
export const BADGE_STYLES = ['flat', 'flat-square', 'plastic', 'for-the-badge', 'social'] as const;
export type BadgeStyle = (typeof BADGE_STYLES)[number];

/** What colours the right half; `none`: there is no data. */
export const BADGE_TONES = ['up', 'degraded', 'down', 'maintenance', 'paused', 'unknown', 'none'] as const;
export type BadgeTone = (typeof BADGE_TONES)[number];

/** Which badge: of a check, of a group, or of everything. */
export interface BadgeName {
  readonly scope: 'check' | 'group' | 'all';
  /** Empty for everything. */
  readonly id: string;
  readonly kind: BadgeKind;
  readonly format: 'svg' | 'json';
}

/** How it is to look; null: as it comes. */
export interface BadgeLook {
  /** Of uptime and response times. */
  readonly window: Window | null;
  /** Empty: none. */
  readonly label: string | null;
  readonly style: BadgeStyle;
  readonly labelColor: string | null;
  /** By tone; `any` for those that have none of their own. */
  readonly colors: Readonly<Partial<Record<BadgeTone | 'any', string>>>;
}

const MAX_LABEL = 100;

const NAMED_COLORS = [
  ...['brightgreen', 'green', 'yellow', 'yellowgreen', 'orange', 'red', 'blue', 'grey', 'lightgrey', 'gray'],
  ...['lightgray', 'critical', 'important', 'success', 'informational', 'inactive'],
];

/** The parameters by which colours are given, and what each colours. */
const COLOR_PARAMETERS = {
  color: 'any',
  upColor: 'up',
  degradedColor: 'degraded',
  downColor: 'down',
  maintenanceColor: 'maintenance',
  pausedColor: 'paused',
  unknownColor: 'unknown',
  noDataColor: 'none',
} as const satisfies Record<string, BadgeTone | 'any'>;

/** All that a badge depends on beside its path. */
export const BADGE_PARAMETERS = ['window', 'label', 'style', 'labelColor', ...Object.keys(COLOR_PARAMETERS)] as const;

/** Reads a path behind `/badge/`, decoded, or null where there is no such badge. */
export function badgeNameOf(path: readonly string[]): BadgeName | null {
  const [, kindName, extension] = /^(.*)\.(svg|json)$/.exec(path.at(-1) ?? '') ?? [];
  const kind = BADGE_KINDS.find((one) => one === kindName);
  if (kind === undefined || extension === undefined) return null;
  const format = extension === 'svg' ? 'svg' : 'json';
  const [first = '', second = ''] = path;
  if (path.length === 3) return first === 'group' ? { scope: 'group', id: second, kind, format } : null;
  if (path.length === 2) return { scope: 'check', id: first, kind, format };
  return kind === 'status' || kind === 'uptime' ? { scope: 'all', id: '', kind, format } : null;
}

/** Reads the parameters of a badge; each rule that is broken is a problem of its own, and the first is told. */
export function badgeLookOf(parameters: URLSearchParams): BadgeLook | { readonly problem: Problem } {
  for (const name of BADGE_PARAMETERS)
    if (parameters.getAll(name).length > 1) return refusal(`${name} must be given once`);
  const oneOf = <Known extends string>(name: string, known: readonly Known[]) => {
    const given = parameters.get(name);
    const found = known.find((one) => one === given);
    return given === null || found !== undefined
      ? { found: found ?? null }
      : refusal(`${name} must be one of ${known.join(', ')} (got ${JSON.stringify(given)})`);
  };
  const window = oneOf('window', Object.keys(WINDOWS) as Window[]);
  if ('problem' in window) return window;
  const style = oneOf('style', BADGE_STYLES);
  if ('problem' in style) return style;
  const label = parameters.get('label');
  if (label !== null && label.length > MAX_LABEL)
    return refusal(`label must have at most ${MAX_LABEL} characters (got ${label.length})`);
  const colors: Partial<Record<BadgeTone | 'any', string>> = {};
  let labelColor: string | null = null;
  for (const [name, tone] of [['labelColor', null], ...Object.entries(COLOR_PARAMETERS)] as const) {
    const given = parameters.get(name);
    if (given === null) continue;
    const color = colorOf(given);
    if (color === null)
      return refusal(
        `${name} must be three or six hexadecimal digits or one of ${NAMED_COLORS.join(', ')} (got ${JSON.stringify(given)})`,
      );
    if (tone === null) labelColor = color;
    else colors[tone] = color;
  }
  return { window: window.found, label, style: style.found ?? 'flat', labelColor, colors };
}

function colorOf(given: string): string | null {
  if (/^#?(?:[\da-f]{3}|[\da-f]{6})$/i.test(given)) return `#${given.replace('#', '').toLowerCase()}`;
  return NAMED_COLORS.includes(given) ? given : null;
}

function refusal(detail: string): { readonly problem: Problem } {
  return { problem: { status: 400, title: 'Bad Request', detail } };
}
