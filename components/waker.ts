/**
 * The script of a page that sleeps: the page is complete, and the scripts of its framework are only named, in this one's
 * tag. Runs once, in the head, before anything is shown; the build bundles it, and the front puts it into pages.
 */
import { keepFolds } from './folding.ts';
import { languageOfTag } from './languages.ts';
import { isResting, whenSomebodyIsThere } from './presence.ts';
import { tellUnreachable } from './unreachable.ts';
import { entitleTimes, tellTimesAsTheyCome } from './visitor-times.ts';

/** For so long a page that is seen sleeps when nobody stirs, ms: its news, asked for after 10 s, come no later for it. */
const LONGEST_SLEEP = 8_000;

/** After how long a script that could not be had is asked for again, ms. */
const RETRY = 5_000;

/** What a browser does by itself with a click: a link, a fold, a form. */
const NATIVE = 'a, summary, form';

const root = document.documentElement;
const scripts = (document.currentScript?.dataset['waker'] ?? '').split(' ');
const sleep = new AbortController();
const whileAsleep = { capture: true, signal: sleep.signal };

// Nothing is painted half: what is centred, or lies at an end, would move with each piece of it that comes.
root.dataset['coming'] = '';
document.addEventListener('readystatechange', () => delete root.dataset['coming'], { once: true });

// What must not wait for anything.
const language = languageOfTag(root.lang);
tellTimesAsTheyCome();
entitleTimes(language, sleep.signal);
keepFolds(sleep.signal);
if (self !== top) addEventListener('click', leadOut, { capture: true });

let isWaking = false;

/** A link of a page in a frame leads out of it: the next page may not be shown there. */
function leadOut({ target }: MouseEvent): void {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a:not([href^="#"])') : null;
  if (link !== null) link.target = '_top';
}

/** Loads the scripts, as Next's own tags would have. */
function wake(): void {
  if (isWaking) return;
  isWaking = true;
  scripts.forEach(load);
}

/** One that cannot be had is asked for until it can: the others wait for it, and what was done waits for all. */
function load(src: string): void {
  const script = Object.assign(document.createElement('script'), { src, async: true });
  script.onerror = () => {
    script.remove();
    tellUnreachable(performance.now(), language);
    setTimeout(load, RETRY, src);
  };
  document.head.append(script);
}

/** Once all that is shown has come, so that it waits for nothing: has the scripts at hand for when they are wanted. */
function fetchAhead(): void {
  if (isWaking) return;
  for (const href of scripts)
    document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href }));
}

const wakeIfSeen = () => {
  if (document.visibilityState === 'visible') wake();
};
whenSomebodyIsThere(wake, sleep);
addEventListener('load', () => setTimeout(fetchAhead), whileAsleep);
setTimeout(() => {
  wakeIfSeen();
  document.addEventListener('visibilitychange', wakeIfSeen, whileAsleep);
}, LONGEST_SLEEP - performance.now());
// It comes back as it was left, however long ago.
addEventListener('pageshow', ({ persisted }) => persisted && wake(), whileAsleep);

// What was done before anybody could answer is done again: where the pointer went last, and the last click.
let moved: PointerEvent | null = null;
let clicked: MouseEvent | null = null;
addEventListener(
  'pointermove',
  (event) => {
    if (event.pointerType !== 'touch' && !isResting(event)) moved = event;
  },
  { ...whileAsleep, passive: true },
);
addEventListener(
  'click',
  (event) => {
    if (!(event.target instanceof Element) || event.target.closest(NATIVE) !== null) return;
    event.stopImmediatePropagation();
    clicked = event;
  },
  whileAsleep,
);
new MutationObserver((_, observer) => {
  observer.disconnect();
  sleep.abort();
  if (moved !== null) redo(moved, document.elementFromPoint(moved.clientX, moved.clientY));
  if (clicked !== null) redo(clicked, clicked.target);
}).observe(root, { attributeFilter: ['data-awake'] });

function redo(event: MouseEvent, target: EventTarget | null): void {
  target?.dispatchEvent(new PointerEvent(event.type, event));
}
