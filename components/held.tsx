'use client';
import { Component } from 'react';

/** Higher than any line of text, with its bars; lower than what holds several of them. px. */
const LINE = 120;
/** How far apart lines are looked for, px. */
const STEP = 12;

/** Something that is read, and where in the window it is. */
interface Line {
  readonly element: Element;
  readonly top: number;
}

/**
 * Holds what is read in its place when news come in above it: the line in the middle of the window, of a page that is
 * scrolled. Browsers themselves hold what is uppermost, and hold nothing when that is what the news change.
 * A class, since only these are asked before the page changes.
 */
export class Held extends Component<{ readonly revision: string }> {
  override getSnapshotBeforeUpdate(before: { readonly revision: string }): readonly Line[] {
    return before.revision === this.props.revision || window.scrollY === 0 ? [] : linesFromTheMiddle();
  }

  override componentDidUpdate(_props: unknown, _state: unknown, lines: readonly Line[]): void {
    // The nearest that is still there: an outage that was read may be listed no more.
    const line = lines.find(({ element }) => element.getClientRects().length > 0);
    if (line === undefined) return;
    const by = line.element.getBoundingClientRect().top - line.top;
    if (by !== 0) window.scrollBy({ top: by, behavior: 'instant' });
  }

  override render() {
    return null;
  }
}

/** The lines of the content that are in the window, the one in its middle first. */
function linesFromTheMiddle(): Line[] {
  const { clientWidth, clientHeight } = document.documentElement;
  const lines = new Map<Element, number>();
  for (let away = 0; away < clientHeight / 2; away += STEP)
    for (const y of [clientHeight / 2 + away, clientHeight / 2 - away]) {
      const element = document.elementFromPoint(clientWidth / 2, y);
      if (element === null || element.closest('main') === null) continue;
      const { top, height } = element.getBoundingClientRect();
      if (height < LINE) lines.set(element, top);
    }
  return [...lines].map(([element, top]) => ({ element, top }));
}
