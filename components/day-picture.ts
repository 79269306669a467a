import { DAYS } from './day-stripes.ts';

/** A day on one of the pictures of days. */
export interface PictureDay {
  readonly picture: SVGElement;
  /** Its place among the ninety; today is the last. */
  readonly index: number;
}

/** The picture that an event fell on. */
export function pictureOf(target: EventTarget | null): SVGElement | null {
  return target instanceof Element ? target.closest<SVGElement>('svg.bars') : null;
}

/** Where the ninety stripes are, those included that the style sheet leaves out of the picture. */
function stripesOf(picture: SVGElement): DOMRect {
  return (picture.querySelector('use') ?? picture).getBoundingClientRect();
}

/** The day under a point of the window. */
export function dayAt(picture: SVGElement, clientX: number): PictureDay {
  const { left, width } = stripesOf(picture);
  const index = Math.floor(((clientX - left) / width) * DAYS);
  return { picture, index: Math.max(firstShown(picture), Math.min(DAYS - 1, index)) };
}

/** The oldest day that the picture shows. */
export function firstShown(picture: SVGElement): number {
  const { left, width } = stripesOf(picture);
  const hidden = picture.getBoundingClientRect().left - left;
  return Math.max(0, Math.ceil((hidden / width) * DAYS - 0.5));
}

/** The box of a day in the window. */
export function boxOf({ picture, index }: PictureDay): { left: number; width: number; top: number; bottom: number } {
  const { left, width, top, bottom } = stripesOf(picture);
  return { left: left + (index / DAYS) * width, width: width / DAYS, top, bottom };
}

/** Whether it is seen when it is scrolled to: not in a folded group, and not filtered out. */
export function isShown(picture: SVGElement): boolean {
  return picture.closest('details:not([open])') === null && picture.getClientRects().length > 0;
}

/** The first picture that is shown from this one on, in a direction; from the first or last one without it. */
export function nextShown(from: SVGElement | null, step: 1 | -1): SVGElement | null {
  const all = [...document.querySelectorAll<SVGElement>('svg.bars')];
  const start = from === null ? (step === 1 ? -1 : all.length) : all.indexOf(from);
  for (let i = start + step; i >= 0 && i < all.length; i += step) {
    const picture = all[i];
    if (picture !== undefined && isShown(picture)) return picture;
  }
  return null;
}

/** The check whose days it shows: that of its row, or of its page. */
export function checkOf(picture: SVGElement): { readonly id: string | undefined; readonly name: string } {
  const link = picture.closest('.row')?.querySelector<HTMLAnchorElement>('a[href*="/checks/"]') ?? null;
  const path = link === null ? location.pathname : link.pathname;
  const id = /\/checks\/([^/?]+)$/.exec(path)?.[1];
  return { id, name: link?.textContent ?? document.querySelector('h1')?.textContent ?? '' };
}
