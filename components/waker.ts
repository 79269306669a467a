/**
 * The script of a page that sleeps: the page is complete, and its framework is only hinted at, as `link`s. Runs once,
 * behind the content, before anything else does; the build bundles it, and the front puts it into pages.
 */
import { keepFolds } from './folding.ts';
import { languageOfTag } from './languages.ts';
import { isResting, whenSomebodyIsThere } from './presence.ts';
import { entitleTimes, tellTimes } from './visitor-times.ts';

/** For so long a page that is seen sleeps when nobody stirs, ms: its news, asked for after 10 s, come no later for it. */
const LONGEST_SLEEP = 8_000;

/** What a browser does by itself with a click: a link, a fold, a form. */
const NATIVE = 'a, summary, form';

const root = document.documentElement;
const sleep = new AbortController();
const whileAsleep = { capture: true, signal: sleep.signal };

// What must not wait for anything.
const language = languageOfTag(root.lang);
tellTimes(language);
entitleTimes(language, sleep.signal);
keepFolds(sleep.signal);

let isWaking = false;

/** Loads what is hinted at, as Next's own tags would have. */
function wake(): void {
  if (isWaking) return;
  isWaking = true;
  for (const hint of document.querySelectorAll<HTMLLinkElement>('link[rel="prefetch"]')) {
    const script = document.createElement('script');
    script.src = hint.getAttribute('href') ?? '';
    script.async = true;
    document.head.append(script);
  }
}

const wakeIfSeen = () => {
  if (document.visibilityState === 'visible') wake();
};
whenSomebodyIsThere(wake, sleep);
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
