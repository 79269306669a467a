'use client';
import { useEffect, useLayoutEffect } from 'react';
import { chosenFolds, FILTERED, GROUPS, keepFolds } from './folding.ts';

/** Keeps the groups of the list folded and open as the visitor left them, over updates and reloads. */
export function Folds({ revision }: { revision: string }) {
  // An update may have opened a group in which something went down; the visitor's choice stands, its heading tells.
  useLayoutEffect(() => {
    if (FILTERED.test(location.search)) return;
    const folds = chosenFolds();
    for (const group of document.querySelectorAll<HTMLDetailsElement>(GROUPS)) {
      const open = folds[group.id];
      if (open !== undefined && group.open !== open) group.open = open;
    }
  }, [revision]);

  useEffect(() => {
    const left = new AbortController();
    keepFolds(left.signal);
    return () => left.abort();
  }, []);
  return null;
}
