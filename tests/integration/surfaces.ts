import { expect } from 'vitest';
import type { Code, State } from '../../lib/model.ts';
import type { Program } from './lifecycle/program.ts';

/** What a surface answered. */
export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Asks a running program. */
export async function ask(
  program: Program,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answered> {
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(program.url + path, { headers, method, signal, redirect: 'manual' });
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.text() };
}

/** The header of a token. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** A check of our own JSON, as far as tests look at it. */
export interface CheckJson {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly state: State;
  readonly since: string | null;
  readonly lastRunAt: string | null;
  readonly responseTimeSeconds: number | null;
  readonly code: Code | null;
  readonly message: string | null;
}

export interface HealthJson {
  readonly status: string;
  readonly description: string;
  readonly checks: readonly CheckJson[];
}

/** Our own JSON, and the status it was answered with. */
export async function health(
  program: Program,
  query = '',
  headers: Record<string, string> = {},
): Promise<{ status: number; json: HealthJson }> {
  const { status, body } = await ask(program, `/api/health?format=json${query}`, headers);
  return { status, json: JSON.parse(body) as HealthJson };
}

/** The one check of an id, or nothing where it is not shown. */
export async function checkNow(
  program: Program,
  id: string,
  headers: Record<string, string> = {},
): Promise<CheckJson | undefined> {
  return (await health(program, '', headers)).json.checks.find((check) => check.id === id);
}

/** Waits until a check is in a state, for a reason; fails with what it last was, and with the log. */
export async function becomes(
  program: Program,
  id: string,
  state: State,
  code: Code | null = null,
  headers: Record<string, string> = {},
): Promise<void> {
  const now = async () => {
    const check = await checkNow(program, id, headers);
    return check === undefined ? null : { state: check.state, code: check.code };
  };
  await expect.poll(now, { interval: 50, message: `${id}: ${program.output()}` }).toEqual({ state, code });
}

/** The samples of a metric, by their labels as they are written. */
export function samples(exposition: string, metric: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of exposition.split('\n')) {
    const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === metric) found.set(labels, Number(value));
  }
  return found;
}

/** The sample of a metric for a check, or undefined. */
export function sampleOf(exposition: string, metric: string, check: string): number | undefined {
  return samples(exposition, metric).get(`check="${check}"`);
}

/** An entry of a feed, as plain text. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly published: number;
  readonly updated: number;
  readonly content: string;
}

/** The entries of an Atom or RSS feed that tell of outages of a check, newest first. */
export function outagesIn(feed: string, check: string): Entry[] {
  const [element, ...names] = feed.includes('<rss')
    ? (['item', 'guid', 'pubDate', 'atom:updated', 'description'] as const)
    : (['entry', 'id', 'published', 'updated', 'content'] as const);
  return [...feed.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))]
    .map(([, text = '']) => text)
    .filter((text) => new RegExp(`/checks/${check}["<]`).test(text) && text.includes('/outage/'))
    .map((text) => {
      const of = (name: string) => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
      const [id = '', published = '', updated = '', content = ''] = names.map(of);
      return { id, title: of('title'), published: Date.parse(published), updated: Date.parse(updated), content };
    });
}
