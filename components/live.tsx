'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { iso, type Language } from '../lib/model.ts';
import { formFor, local } from './calendar.ts';
import { Zone } from './moment.tsx';
import { refreshPatiently } from './refresh-patiently.ts';
import { tellUnreachable } from './unreachable.ts';

/** How often a visible page asks for news, and after how long without news it says so; ms. */
const EVERY = 10_000;
const PATIENCE = 30_000;
/** After how long without an answer a page that slept says how old it is, ms. */
const LATE = 1_000;

/** What is said here, in the language of the page. */
export interface LiveWords {
  readonly language: Language;
  /** `Updated {time}` as what stands before and behind the time. */
  readonly updated: readonly [before: string, after: string];
  /** `Last updated {duration} ago – …`, with `SILENCE` in the place of the duration. */
  readonly lost: string;
  /** The time of `at` in UTC, as the server writes it: a browser may write it a little differently. */
  readonly time: string;
}

export interface LiveProps {
  /** Path at which the revision is told. */
  readonly address: string;
  readonly revision: string;
  /** When what the page shows was known. */
  readonly at: number;
  /** Whether nothing newer is known, however often the server is asked. */
  readonly old: boolean;
  readonly description: string;
  readonly words: LiveWords;
}

/**
 * Keeps the page current: asks for the revision while the page is visible, and has the server render it anew when
 * that moved. Says the time of the last answer, and tells a screen reader when the overall sentence changed.
 */
export function Live({ address, revision, at, old, description, words }: LiveProps) {
  const router = useRouter();
  const shown = useRef(revision);
  const [isComing, whileComing] = useTransition();
  const coming = useRef(false);
  const [first, setFirst] = useState<string | null>(description);
  const [answeredAt, setAnsweredAt] = useState<number | null>(null);
  const [silentFor, setSilentFor] = useState(0);

  // From the first change on every one is told, the way back to what it was included.
  if (first !== null && description !== first) setFirst(null);

  useEffect(() => {
    shown.current = revision;
    coming.current = isComing;
  }, [revision, isComing]);

  useEffect(refreshPatiently, []);

  const { language } = words;
  useEffect(() => {
    tellUnreachable(silentFor > PATIENCE ? silentFor : null, language);
  }, [silentFor, language]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking: AbortController | null = null;
    // It came with its news, however long it slept since: from page to page everything is loaded anew.
    let answered = performance.timeOrigin;
    let live = true;
    const tellSilence = () => setSilentFor(Date.now() - answered);

    const ask = async () => {
      clearTimeout(timer);
      if (document.visibilityState !== 'visible' || asking !== null) return;
      const mine = new AbortController();
      asking = mine;
      const deadline = setTimeout(() => mine.abort(), EVERY);
      const late = setTimeout(tellSilence, LATE);
      try {
        const response = await fetch(address, { signal: mine.signal, cache: 'no-cache' });
        const news = (await response.json()) as { revision: string | null; generatedAt: number | null };
        if (!response.ok || news.revision === null) throw new Error(`HTTP ${response.status}`);
        answered = Date.now();
        setAnsweredAt(answered);
        setSilentFor(0);
        if (news.revision !== shown.current && !coming.current) {
          hushNext();
          whileComing(() => router.refresh());
        }
      } catch {
        // Not reaching the server is no error of the page: it goes on asking and says so.
        tellSilence();
      } finally {
        clearTimeout(deadline);
        clearTimeout(late);
        asking = null;
        if (live) timer = setTimeout(() => void ask(), EVERY);
      }
    };

    const seen = () => void ask();
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('online', seen);
    // Since the page came, not since it woke; one that slept for longer is asked about at once.
    timer = setTimeout(seen, EVERY - performance.now());
    return () => {
      live = false;
      clearTimeout(timer);
      asking?.abort();
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('online', seen);
    };
  }, [address, router]);

  const heard = old ? null : answeredAt;
  const updated = heard ?? at;
  return (
    <div className="live" data-lost={words.lost}>
      <p>
        {words.updated[0]}
        <time dateTime={iso(updated)} data-form={formFor(updated, updated)} suppressHydrationWarning>
          {heard === null ? (
            <>
              {words.time}
              <Zone />
            </>
          ) : (
            local(heard, formFor(heard, heard), language)
          )}
        </time>
        {words.updated[1]}
      </p>
      <p className="unseen" role="status">
        {first === null ? description : ''}
      </p>
    </div>
  );
}

/** Next interrupts a screen reader with each new title. That is right for another page, but this one only got news. */
function hushNext(): void {
  const announcer = document.querySelector('next-route-announcer')?.shadowRoot?.querySelector('[aria-live]');
  announcer?.setAttribute('aria-live', 'off');
  announcer?.removeAttribute('role');
}
