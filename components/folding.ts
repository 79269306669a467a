/** Where a browser keeps which groups its visitor folded or opened, by the ids of their elements. */
export const FOLDS = 'allswell.folds';

/** The query of a page that shows what was looked for: folding would hide it, so that the list is as it is found. */
export const FILTERED = /[?&](q|state)=./;

/** A group of the list. */
export const GROUPS = 'details.checks';

/** What the visitor chose; nothing where the browser keeps nothing for us. */
export function chosenFolds(): Record<string, boolean> {
  try {
    return (JSON.parse(localStorage.getItem(FOLDS) ?? '{}') ?? {}) as Record<string, boolean>;
  } catch {
    return {};
  }
}

/** Keeps what the visitor folds and opens. Only that counts: a search in the page opens groups, too. */
export function keepFolds(signal: AbortSignal): void {
  const keep = (event: MouseEvent) => {
    // The name in the heading is a link, which folds nothing.
    const pressed = event.target instanceof Element ? event.target.closest('summary, a') : null;
    const group = pressed?.parentElement;
    if (!(group instanceof HTMLDetailsElement) || !group.matches(GROUPS) || FILTERED.test(location.search)) return;
    try {
      localStorage.setItem(FOLDS, JSON.stringify({ ...chosenFolds(), [group.id]: !group.open }));
    } catch {
      // A browser that keeps nothing still folds.
    }
  };
  document.addEventListener('click', keep, { signal });
}

/** Gives a group the visitor's folding before it is painted: run inside of it, as the page comes in. */
export const FOLD_EARLY = `try{let d=document.currentScript.parentNode,o=JSON.parse(localStorage.getItem("${FOLDS}"))[d.id];if(o!=null&&!${FILTERED}.test(location.search))d.open=o}catch{}`;
