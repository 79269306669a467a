import { addDays, longDate } from './calendar.ts';
import { dayLines, type DayWords } from './day-marks.ts';
import { notesOn, type DayNote } from './day-notes.ts';
import { boxOf, checkOf, dayAt, firstShown, isShown, nextShown, pictureOf, type PictureDay } from './day-picture.ts';
import { DAYS } from './day-stripes.ts';

/** What the tooltip tells. */
export interface DayTipFacts {
  /** `YYYY-MM-DD` of the last stripe; empty without any. */
  readonly today: string;
  readonly notes: readonly DayNote[];
  /** The address of the page of a day, without its date. */
  readonly href: string;
  readonly words: DayWords & { readonly openDay: string; readonly close: string };
}

/** The elements that it has: the tip, the frame around the day, and what is said to screen readers. */
export interface DayTipElements {
  readonly tip: HTMLElement;
  readonly frame: HTMLElement;
  readonly voice: HTMLElement;
}

export interface DayTipControl {
  /** After the page or the facts have changed. */
  refresh(): void;
  end(): void;
}

/** px */
const MARGIN = 8;

/**
 * Moves the one tooltip of all pictures of days. Hovering and focus show a day; a click, a tap or Enter pins it, as a
 * dialog that is not modal, with its links. All pictures are one stop of the Tab key: arrows go on from there, by day
 * and by check, so that a thousand checks are not a thousand stops.
 */
export function controlDayTips({ tip, frame, voice }: DayTipElements, facts: () => DayTipFacts): DayTipControl {
  let shown: PictureDay | null = null;
  let pinned = false;
  let told = '';
  let stop: SVGElement | null = null;
  let lastIndex = DAYS - 1;
  const listening = new AbortController();

  const setStop = (picture: SVGElement | null) => {
    if (stop !== null && stop !== picture) stop.tabIndex = -1;
    stop = picture;
    if (picture !== null) picture.tabIndex = 0;
  };

  const hide = () => {
    shown = null;
    pinned = false;
    told = '';
    tip.hidden = true;
    frame.hidden = true;
  };

  /** Fills the tip; whether that changed it. */
  const fill = ({ picture, index }: PictureDay): boolean => {
    const { today, notes, href, words } = facts();
    const date = addDays(today, index - DAYS + 1);
    const check = checkOf(picture);
    const written = notesOn(notes, date, check.id);
    // The checks found nothing on a day of which people wrote: no line says that nothing happened.
    const lines = dayLines(picture.dataset.marks ?? '', index, words).filter(
      (line) => written.length === 0 || line !== words.quiet,
    );
    const key = JSON.stringify([pinned, date, check, lines, written]);
    if (key === told) return false;
    told = key;
    const title = element('strong', longDate(date, words.language));
    const name = element('p', check.name, 'of');
    const rest = [...lines.map((line) => element('p', line)), ...written.map((note) => noteLine(note, pinned))];
    tip.replaceChildren(title, name, ...rest);
    tip.setAttribute('aria-label', `${check.name}, ${title.textContent}`);
    if (pinned) {
      const close = element('button', '×');
      close.removeAttribute('dir');
      close.setAttribute('aria-label', words.close);
      close.addEventListener('click', () => leave());
      tip.append(link(href.replace(/(?=\?|$)/, date), words.openDay, 'more'), close);
      tip.setAttribute('role', 'dialog');
      tip.removeAttribute('aria-hidden');
    } else {
      tip.removeAttribute('role');
      tip.setAttribute('aria-hidden', 'true');
    }
    tip.toggleAttribute('data-pinned', pinned);
    return true;
  };

  /** Over the day, or below it where there is no room; never beyond the sides of the window. */
  const place = (day: PictureDay) => {
    const box = boxOf(day);
    const { clientWidth } = document.documentElement;
    const wanted = box.left + box.width / 2 - tip.offsetWidth / 2;
    const x = Math.max(MARGIN, Math.min(clientWidth - tip.offsetWidth - MARGIN, wanted));
    const above = box.top - tip.offsetHeight - MARGIN;
    const y = above < 4 ? box.bottom + MARGIN : above;
    tip.style.transform = `translate(${Math.round(x + scrollX)}px, ${Math.round(y + scrollY)}px)`;
    frame.style.transform = `translate(${box.left + scrollX - 2}px, ${box.top + scrollY - 2}px)`;
    frame.style.inlineSize = `${box.width + 2}px`;
    frame.style.blockSize = `${box.bottom - box.top + 4}px`;
  };

  const show = (day: PictureDay, pin = false) => {
    shown = day;
    pinned = pin;
    lastIndex = day.index;
    tip.hidden = false;
    frame.hidden = false;
    if (fill(day) || tip.style.transform === '') place(day);
  };

  const leave = () => {
    const back = tip.contains(document.activeElement) ? shown?.picture : null;
    hide();
    back?.focus();
    // To come back is no wish to see it again.
    if (back !== null) hide();
  };

  const goTo = (picture: SVGElement, index: number) => {
    const day = { picture, index: Math.max(firstShown(picture), Math.min(DAYS - 1, index)) };
    setStop(picture);
    if (document.activeElement !== picture) picture.focus();
    picture.scrollIntoView({ block: 'nearest' });
    show(day);
    voice.textContent = `${tip.getAttribute('aria-label') ?? ''}: ${[...tip.querySelectorAll('p:not(.of)')].map((line) => line.textContent).join(', ')}`;
  };

  const onPictureKey = (event: KeyboardEvent, picture: SVGElement) => {
    const index = shown?.picture === picture ? shown.index : lastIndex;
    const vertical = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    if (vertical !== null) goTo(nextShown(picture, vertical) ?? picture, index);
    else if (event.key === 'ArrowLeft') goTo(picture, index - 1);
    else if (event.key === 'ArrowRight') goTo(picture, index + 1);
    else if (event.key === 'Home') goTo(picture, 0);
    else if (event.key === 'End') goTo(picture, DAYS - 1);
    else if (event.key === 'Enter' || event.key === ' ') {
      show({ picture, index }, true);
      tip.focus();
    } else return;
    event.preventDefault();
  };

  /** Tab goes through the links of the tip, and then back to where it was opened. */
  const onTipTab = (event: KeyboardEvent) => {
    const stops = [...tip.querySelectorAll<HTMLElement>('a, button')];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const isEnd = event.shiftKey ? at <= 0 : at === stops.length - 1;
    if (!isEnd) return;
    event.preventDefault();
    leave();
  };

  const on = <K extends keyof DocumentEventMap>(type: K, listener: (event: DocumentEventMap[K]) => void) =>
    document.addEventListener(type, listener, { signal: listening.signal, passive: type !== 'keydown' });

  on('pointermove', (event) => {
    if (pinned || facts().today === '') return;
    const picture = pictureOf(event.target);
    if (picture !== null) show(dayAt(picture, event.clientX));
    else if (document.activeElement !== shown?.picture) hide();
  });
  on('click', (event) => {
    const picture = pictureOf(event.target);
    if (picture !== null && facts().today !== '') {
      setStop(picture);
      hide();
      show(dayAt(picture, event.clientX), true);
    } else if (pinned && !(event.target instanceof Node && tip.contains(event.target))) hide();
  });
  // A finger that went along the bars has chosen where it was lifted.
  on('pointerup', (event) => {
    if (event.pointerType === 'touch' && shown !== null && !pinned) show(shown, true);
  });
  on('pointercancel', () => !pinned && hide());
  on('focusin', (event) => {
    const picture = pictureOf(event.target);
    if (picture !== null && !pinned && facts().today !== '' && picture.matches(':focus-visible'))
      goTo(picture, lastIndex);
  });
  on('focusout', (event) => {
    if (!pinned && pictureOf(event.target) !== null) hide();
  });
  on('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const picture = pictureOf(event.target);
    if (event.key === 'Escape' && shown !== null) leave();
    else if (event.key === 'Tab' && tip.contains(document.activeElement)) onTipTab(event);
    else if (picture !== null && facts().today !== '') onPictureKey(event, picture);
  });
  on('scroll', () => !pinned && document.activeElement !== shown?.picture && hide());

  return {
    refresh: () => {
      if (stop === null || !stop.isConnected || !isShown(stop)) setStop(nextShown(null, 1));
      if (shown === null) return;
      if (!shown.picture.isConnected || !isShown(shown.picture)) {
        hide();
        return;
      }
      const inside = tip.contains(document.activeElement);
      const changed = fill(shown);
      place(shown);
      if (changed && inside) tip.focus();
    },
    end: () => {
      listening.abort();
      setStop(null);
    },
  };
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text: string,
  className = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  made.dir = 'auto';
  if (className !== '') made.className = className;
  return made;
}

function link(href: string, text: string, className = ''): HTMLAnchorElement {
  const made = element('a', text, className);
  made.href = href;
  return made;
}

/** What was written, as a link where it can be followed. */
function noteLine({ line, href }: DayNote, isLink: boolean): HTMLElement {
  const made = element('p', isLink ? '' : line);
  if (isLink) made.append(link(href, line));
  return made;
}
