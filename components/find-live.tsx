'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { finder, findQuery, isAnything, isWithin, wantedOf, type Wanted } from './finding.ts';

/** The address and what is said follow when the visitor has stopped for so long, ms. */
const PAUSE = 300;

/** The way back to all checks. */
const CLEAR = '[data-find="clear"]';

export interface FindLiveProps {
  readonly revision: string;
  /** What the page was served for: other rows are not on it. */
  readonly state: string;
  readonly text: string;
  readonly group: string;
  readonly all: number;
  /** How many of all are shown, with `\0` and `\1` in the places of the two numbers. */
  readonly found: string;
}

/**
 * Has the form answer in place: it hides rows, and asks the server only for what is not on the page. Rows are hidden
 * behind React's back, which knows of no such attribute, and again after each update.
 */
export function FindLive(served: FindLiveProps) {
  const router = useRouter();
  const latest = useRef(served);
  const opened = useRef(new Map<string, boolean>());
  const follow = useRef<() => void>(() => undefined);
  const { revision, state, text, group, all, found } = served;

  useLayoutEffect(() => {
    latest.current = { revision, state, text, group, all, found };
    const form = formOnPage();
    if (form === null) return;
    show(form, opened.current);
    if (!isOnPage(form, latest.current)) follow.current();
  }, [revision, state, text, group, all, found]);

  useEffect(() => {
    const form = formOnPage();
    if (form === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      const { query, address } = addressFor(form);
      tell(form, latest.current);
      if (!isOnPage(form, latest.current)) router.replace(address, { scroll: false });
      else if (query !== new URLSearchParams(location.search).toString()) history.replaceState(null, '', address);
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(settle, PAUSE);
    };
    follow.current = later;
    const changed = () => {
      show(form, opened.current);
      later();
    };
    const submitted = (event: SubmitEvent) => {
      event.preventDefault();
      clearTimeout(timer);
      show(form, opened.current);
      settle();
    };
    const cleared = (event: MouseEvent) => {
      if (!(event.target instanceof Element) || event.target.closest(CLEAR) === null) return;
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      // A page about some checks alone is left for the one about all.
      if (form.querySelector('input[type="hidden"]:not([name="lang"])') !== null) return;
      event.preventDefault();
      for (const field of form.querySelectorAll<HTMLInputElement>('select, input[type="search"]')) field.value = '';
      changed();
      form.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
    };
    form.addEventListener('input', changed);
    form.addEventListener('submit', submitted);
    form.addEventListener('click', cleared);
    // What was typed before the script ran, whose rows are hidden already.
    const { state, text } = latest.current;
    if (findQuery(wantedIn(form)) !== findQuery(wantedOf(state, text)) || !isOnPage(form, latest.current)) later();
    return () => {
      clearTimeout(timer);
      form.removeEventListener('input', changed);
      form.removeEventListener('submit', submitted);
      form.removeEventListener('click', cleared);
    };
  }, [router]);
  return null;
}

function formOnPage(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>('form.find');
}

function valueOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

function wantedIn(form: HTMLFormElement): Wanted {
  return wantedOf(valueOf(form, 'state'), valueOf(form, 'q'));
}

/** Whether all that the form asks for is among the rows of the page. */
function isOnPage(form: HTMLFormElement, { state, text, group }: FindLiveProps): boolean {
  return valueOf(form, 'group') === group && isWithin(wantedIn(form), wantedOf(state, text));
}

/** The address of what the form asks for, without what is empty. */
function addressFor(form: HTMLFormElement): { readonly query: string; readonly address: string } {
  const { state, text } = wantedIn(form);
  const asked = [...new FormData(form)].flatMap(([name, value]): [string, string][] => {
    const given = typeof value === 'string' ? value : '';
    const known = name === 'q' ? text : name === 'state' ? (state ?? '') : given;
    return known === '' ? [] : [[name, known]];
  });
  const query = new URLSearchParams(asked).toString();
  return { query, address: query === '' ? location.pathname : `${location.pathname}?${query}` };
}

/** Hides what is not wanted; whether anything changed. `opened`: how groups stood that were opened to show it. */
function show(form: HTMLFormElement, opened: Map<string, boolean>): boolean {
  const wanted = wantedIn(form);
  const isAll = isAnything(wanted);
  const isWanted = finder(wanted);
  let changed = false;
  const shownIds = new Set<string>();
  for (const group of document.querySelectorAll<HTMLDetailsElement>('details.checks')) {
    const name = group.querySelector('h2')?.textContent ?? '';
    let shown = 0;
    for (const row of group.querySelectorAll<HTMLElement>('.row')) {
      const { id, ...facts } = factsOf(row, name);
      const hidden = !isAll && !isWanted(facts);
      if (!hidden) {
        shown++;
        shownIds.add(id);
      }
      if (row.hidden === hidden) continue;
      row.hidden = hidden;
      changed = true;
    }
    group.hidden = shown === 0;
    const before = opened.get(group.id);
    if (!isAll && shown > 0) {
      if (before === undefined) opened.set(group.id, group.open);
      group.open = true;
    } else if (isAll && before !== undefined) {
      group.open = before;
      opened.delete(group.id);
    }
  }
  const nothing = document.querySelector<HTMLElement>('[data-find="none"]');
  if (nothing !== null) nothing.hidden = shownIds.size > 0;
  for (const row of document.querySelectorAll<HTMLElement>('.day-table [data-check]'))
    row.hidden = !shownIds.has(row.dataset['check'] ?? '');
  const clear = form.querySelector<HTMLElement>(CLEAR);
  if (clear !== null) clear.hidden = isAll && valueOf(form, 'group') === '';
  return changed;
}

/** What a row says of its check. */
function factsOf(row: HTMLElement, group: string) {
  const link = row.querySelector('a');
  const id = decodeURIComponent(/\/checks\/([^/?]+)/.exec(link?.pathname ?? '')?.[1] ?? '');
  const state = row.querySelector('.icon')?.classList[1] ?? '';
  return { id, state, texts: [link?.textContent ?? '', id, group] };
}

/** Says how many are shown. A screen reader hears it when the visitor pauses, not with each key. */
function tell(form: HTMLFormElement, { all, found }: FindLiveProps): void {
  const status = form.querySelector('[role="status"]');
  if (status === null) return;
  const count = document.querySelectorAll('details.checks .row:not([hidden])').length;
  const text = isAnything(wantedIn(form)) ? '' : found.replace('\u0000', String(count)).replace('\u0001', String(all));
  if (status.textContent !== text) status.textContent = text;
}
