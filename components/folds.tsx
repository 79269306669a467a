'use client';
import { useEffect, useLayoutEffect } from 'react';
import { FILTERED, FOLDS } from './folding.ts';

const GROUPS = 'details.checks';

/** What the visitor chose; nothing where the browser keeps nothing for us. */
function chosen(): Record<string, boolean> {
  try {
    return (JSON.parse(localStorage.getItem(FOLDS) ?? '{}') ?? {}) as Record<string, boolean>;
  } catch {
    return {};
  }
}

/** Keeps the groups of the list folded and open as the visitor left them, over updates and reloads. */
export function Folds({ revision }: { revision: string }) {
  // An update may have opened a group in which something went down; the visitor's choice stands, its heading tells.
  useLayoutEffect(() => {
    if (FILTERED.test(location.search)) return;
    const folds = chosen();
    for (const group of document.querySelectorAll<HTMLDetailsElement>(GROUPS)) {
      const open = folds[group.id];
      if (open !== undefined && group.open !== open) group.open = open;
    }
  }, [revision]);

  useEffect(() => {
    // Only what the visitor does counts: a search in the page opens groups, too.
    const keep = (event: MouseEvent) => {
      // The name in the heading is a link, which folds nothing.
      const pressed = event.target instanceof Element ? event.target.closest('summary, a') : null;
      const group = pressed?.parentElement;
      if (!(group instanceof HTMLDetailsElement) || !group.matches(GROUPS) || FILTERED.test(location.search)) return;
      try {
        localStorage.setItem(FOLDS, JSON.stringify({ ...chosen(), [group.id]: !group.open }));
      } catch {
        // A browser that keeps nothing still folds.
      }
    };
    document.addEventListener('click', keep);
    return () => document.removeEventListener('click', keep);
  }, []);
  return null;
}
