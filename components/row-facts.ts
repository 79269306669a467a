import type { Impact } from '../lib/model.ts';
import type { MomentForm } from './calendar.ts';

/** What a row of the list shows, in words of the page's language. */
export interface RowFacts {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly uptime: string;
  readonly latest: string;
  /** The path of its sparkline; empty where it has none. */
  readonly spark: string;
  readonly marks: string;
  /** What the bars show, for who does not see them; empty: ninety good days. */
  readonly summary: string;
  /** Of the bars: `<kind> <path>` joined by `/`. */
  readonly paths: string;
  /** Whether planned maintenance is under way. */
  readonly maintained: boolean;
  /** The worst open incident that names it. */
  readonly incident: { readonly impact: Impact; readonly id: string } | null;
  /** Its state with the reason; empty where the word for the state says it all. */
  readonly said: string;
  /** Since when; empty where it is up. */
  readonly since: string;
  readonly form: MomentForm;
  /** `since` in words, UTC, without saying so. */
  readonly sinceText: string;
}

/** Reads what `rowText` wrote. */
export function rowFacts(text: string): RowFacts {
  const fields = text.split('\n');
  const [id = '', name = '', state = '', uptime = '', latest = '', spark = '', marks = '', summary = ''] = fields;
  const [paths = '', maintained = '', named = '', said = '', since = '', form = '', sinceText = ''] = fields.slice(8);
  const all = { id, name, state, uptime, latest, spark, marks, summary, paths, said, since, sinceText };
  const [impact = '', of = ''] = named.split(' ');
  const incident = named === '' ? null : { impact: impact as Impact, id: of };
  return { ...all, maintained: maintained !== '', incident, form: form as MomentForm };
}
