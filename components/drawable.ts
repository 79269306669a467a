/** The letters and signs of the typeface that pictures are drawn in: Latin and Cyrillic. A test reads the typeface. */
const DRAWN =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u0113\u0116-\u012b\u012e-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u014d\u0150-\u017e\u0218-\u021b\u0400-\u045f\u1ea0-\u1ef9\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u2122]+$/;
const PICTOGRAPH = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u200d\ufe0e\ufe0f\u20e3]/gu;

/** A text as it can be drawn, its pictographs left out; null where it has letters that cannot. */
export function drawable(text: string): string | null {
  const plain = text.normalize('NFC').replace(PICTOGRAPH, '').replace(/\s+/g, ' ').trim();
  return DRAWN.test(plain) ? plain : null;
}

/** Whether a picture can show this character. */
export function isDrawn(character: string): boolean {
  return DRAWN.test(character);
}
