/** What tells that somebody is there. */
const SIGNS = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'wheel', 'scroll', 'focusin'] as const;

/** Whether a pointer only rests: of one under which a page comes, a browser tells by a move that moves nothing. */
export function isResting(event: Event): boolean {
  return (
    event instanceof PointerEvent && event.type === 'pointermove' && event.movementX === 0 && event.movementY === 0
  );
}

/** Calls back once somebody is there: moves, presses, scrolls. At once where that was noticed before, by whomever. */
export function whenSomebodyIsThere(then: () => void, { signal }: { readonly signal?: AbortSignal } = {}): void {
  const { dataset } = document.documentElement;
  if (dataset['present'] !== undefined) {
    then();
    return;
  }
  const listening = new AbortController();
  signal?.addEventListener('abort', () => listening.abort());
  const noticed = (event: Event) => {
    if (isResting(event)) return;
    listening.abort();
    dataset['present'] = '';
    then();
  };
  for (const sign of SIGNS) addEventListener(sign, noticed, { capture: true, passive: true, signal: listening.signal });
}
