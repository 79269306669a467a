'use client';
import { useState, type PointerEvent, type RefObject } from 'react';

/** Where the drawing is within its box, px: the axes' labels are beside it, whatever the direction of the text. */
const LEFT = 56;
const RIGHT = 8;

interface Drag {
  readonly start: number;
  readonly now: number;
}

/** A part of a chart that is chosen by dragging across it with a mouse or a pen; fingers scroll. */
export function useDrag(box: RefObject<HTMLDivElement | null>, onChosen: (one: number, other: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const placeOf = (event: PointerEvent) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: LEFT + RIGHT + 1 };
    const inner = width - LEFT - RIGHT;
    return { inner, x: Math.max(0, Math.min(inner, event.clientX - left - LEFT)) };
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === 'touch' || event.button !== 0) return;
      const { x } = placeOf(event);
      setDrag({ start: x, now: x });
    },
    onPointerMove: (event: PointerEvent) => {
      if (drag === null) return;
      // The button was let go outside of the window.
      if (event.buttons === 0) setDrag(null);
      else setDrag({ ...drag, now: placeOf(event).x });
    },
    onPointerUp: (event: PointerEvent) => {
      if (drag === null) return;
      const { inner, x } = placeOf(event);
      setDrag(null);
      onChosen(drag.start / inner, x / inner);
    },
    onPointerCancel: () => setDrag(null),
  };
  /** Where to draw what is being chosen: its left and its width in the box, px. */
  const selected =
    drag === null || Math.abs(drag.now - drag.start) < 4
      ? null
      : ([LEFT + Math.min(drag.start, drag.now), Math.abs(drag.now - drag.start)] as const);
  return { handlers, selected };
}
