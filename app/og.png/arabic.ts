/**
 * Arabic for what draws letter by letter, from the left to the right: letters in the forms that they take beside others
 * (Unicode's presentation forms), words from their last letter to their first. It is enough for a few lines of names and
 * short sentences; the whole of it is Unicode's Annex 9.
 */

/** The forms of a letter: alone, at a word's end, and, where it joins what follows, at its begin and inside. */
type Forms = readonly [isolated: string, final?: string, initial?: string, medial?: string];

const LETTERS = new Map<string, Forms>();
const LIGATURES = new Map<string, Forms>();
/** The blocks list the forms of each letter one after the other, and tell which letter they are of. */
for (const [first, last] of [
  [0xfe80, 0xfefc],
  [0xfb56, 0xfb59],
  [0xfb66, 0xfb69],
  [0xfb7a, 0xfb7d],
  [0xfb8a, 0xfb95],
  [0xfb9e, 0xfb9f],
  [0xfba6, 0xfbaf],
  [0xfbfc, 0xfbff],
] as const)
  for (let code = first; code <= last; code++) {
    const form = String.fromCharCode(code);
    const of = form.normalize('NFKC');
    const forms = of.length === 1 ? LETTERS : LIGATURES;
    forms.set(of, [...(forms.get(of) ?? []), form] as unknown as Forms);
  }
/** Joins on both sides and has one form. */
const TATWEEL = '\u0640';
LETTERS.set(TATWEEL, [TATWEEL, TATWEEL, TATWEEL, TATWEEL]);

/** Of a character class: what is written from right to left. Digits are not, whichever. */
const RIGHT = '\\u0600-\\u065f\\u066a-\\u06ef\\u06fa-\\u06ff\\ufb50-\\ufdff\\ufe70-\\ufefc';
const ARABIC = new RegExp(`[${RIGHT}]`);
/** Letters and digits that are written from left to right, with what stands between them; any other character alone. */
const LEFT = `(?:(?![${RIGHT}])[\\p{L}\\p{N}])`;
const RUNS = new RegExp(`${LEFT}(?:[^${RIGHT}()[\\]]*${LEFT})?|[^]`, 'gu');
/** Arabic words in a row. */
const ARABIC_WORDS = new RegExp(`[${RIGHT}](?:(?!${LEFT})[^]|\\p{N})*(?<=[${RIGHT}])`, 'gu');

/** The letters of a text in the forms that they are drawn in, in the order in which they are read. */
export function shaped(text: string): string {
  if (!ARABIC.test(text)) return text;
  const units = text.match(/\u0644[\u0622\u0623\u0625\u0627]|[^]/gu) ?? [];
  const forms = units.map((unit) => LIGATURES.get(unit) ?? LETTERS.get(unit));
  return units
    .map((unit, index) => {
      const own = forms[index];
      if (own === undefined) return unit;
      const isJoined = forms[index - 1]?.[2] !== undefined && own[1] !== undefined;
      const joinsNext = forms[index + 1]?.[1] !== undefined && own[2] !== undefined;
      return own[(isJoined ? 1 : 0) + (joinsNext ? 2 : 0)] ?? own[0];
    })
    .join('');
}

const MIRRORED: Readonly<Record<string, string>> = { '(': ')', ')': '(', '[': ']', ']': '[', '«': '»', '»': '«' };

/** A text that is read from the right, as it stands from the left to the right. */
function fromRight(text: string): string {
  const runs = shaped(text).match(RUNS) ?? [];
  return runs
    .map((run) => MIRRORED[run] ?? run)
    .reverse()
    .join('');
}

/**
 * The pieces of a line that is read in this direction, in the order of reading, each as it is drawn from left to right.
 * Between two pieces is a space, where the line may break.
 */
export function pieces(text: string, dir: 'ltr' | 'rtl'): readonly string[] {
  if (dir === 'ltr') return [text.replace(ARABIC_WORDS, fromRight)];
  const words: string[] = [];
  let word = '';
  for (const run of [...(text.match(RUNS) ?? []), ' ']) {
    if (run !== ' ') {
      word += run;
    } else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return words.map(fromRight);
}
