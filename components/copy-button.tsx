'use client';
import { useEffect, useState } from 'react';

/** Copies the text before it. Where no scripts run it is not shown: the text is there to be selected. */
export function CopyButton({ copy, copied }: { copy: string; copied: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2_000);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      onClick={({ currentTarget }) => {
        const text = currentTarget.previousElementSibling;
        if (text === null) return;
        getSelection()?.selectAllChildren(text);
        // Pages that came over plain HTTP have no clipboard: then the text is selected at least.
        void (navigator.clipboard as Clipboard | undefined)?.writeText(text.textContent).then(
          () => setDone(true),
          () => undefined,
        );
      }}
    >
      <span aria-live="polite">{done ? copied : copy}</span>
    </button>
  );
}
