'use client';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { chosenFolds, FILTERED, GROUPS, keepFolds } from './folding.ts';

/** Keeps the groups of the list folded and open: as they are over updates, as the visitor left them over reloads. */
export function Folds({ revision }: { revision: string }) {
  const seen = useRef(new Map<string, boolean>());
  // An update may want to open a group in which something went down. What is read stays where it is; the heading tells.
  useLayoutEffect(() => {
    if (FILTERED.test(location.search)) return;
    const folds = chosenFolds();
    for (const group of document.querySelectorAll<HTMLDetailsElement>(GROUPS)) {
      const open = seen.current.get(group.id) ?? folds[group.id];
      if (open !== undefined && group.open !== open) group.open = open;
      seen.current.set(group.id, group.open);
    }
  }, [revision]);
  useEffect(() => {
    const toggled = ({ target }: Event) => {
      if (target instanceof HTMLDetailsElement && target.matches(GROUPS)) seen.current.set(target.id, target.open);
    };
    document.addEventListener('toggle', toggled, true);
    return () => document.removeEventListener('toggle', toggled, true);
  }, []);

  useEffect(() => {
    const left = new AbortController();
    keepFolds(left.signal);
    return () => left.abort();
  }, []);
  return null;
}
