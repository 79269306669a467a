'use client';
import { useEffect, useRef } from 'react';
import { controlDayTips, type DayTipControl, type DayTipFacts } from './day-tip-control.ts';

/** One tooltip for all pictures of days: the day under the pointer or the focus, and what happened in it. */
export function DayTips({ today, notes, href, words }: DayTipFacts) {
  const tip = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const voice = useRef<HTMLParagraphElement>(null);
  const facts = useRef<DayTipFacts>({ today, notes, href, words });
  const control = useRef<DayTipControl | null>(null);

  useEffect(() => {
    if (tip.current === null || frame.current === null || voice.current === null) return;
    const made = controlDayTips({ tip: tip.current, frame: frame.current, voice: voice.current }, () => facts.current);
    control.current = made;
    return () => made.end();
  }, []);

  useEffect(() => {
    facts.current = { today, notes, href, words };
    control.current?.refresh();
  }, [today, notes, href, words]);

  // A group that is folded takes its bars out of the way of the Tab key, and one that is opened gives them back.
  useEffect(() => {
    const moved = () => control.current?.refresh();
    document.addEventListener('toggle', moved, true);
    return () => document.removeEventListener('toggle', moved, true);
  }, []);

  return (
    <>
      <div ref={frame} className="day-frame" hidden />
      <div ref={tip} className="tip day-tip" tabIndex={-1} hidden />
      <p ref={voice} className="unseen" aria-live="polite" />
    </>
  );
}
