import { readFile } from 'node:fs/promises';
import type { Language } from '../../lib/model.ts';
import { shaped } from './arabic.ts';
import { charactersOf } from './characters.ts';

export interface Typeface {
  readonly name: string;
  readonly data: Buffer;
}

/** What pictures are drawn in; see `typefaces/LICENCE.txt` for what is in each. The bundler wants each address written out. */
const FILES = {
  geist: new URL('./typefaces/geist.ttf', import.meta.url),
  japanese: new URL('./typefaces/japanese.otf', import.meta.url),
  chinese: new URL('./typefaces/chinese.otf', import.meta.url),
  arabic: new URL('./typefaces/arabic.ttf', import.meta.url),
};

let reading: Promise<{ readonly faces: readonly Typeface[]; readonly characters: ReadonlySet<number> }> | null = null;

/** All typefaces, and the characters that one of them has. They take 2 MB, which are read when somebody asks. */
function typefaces() {
  return (reading ??= (async () => {
    const files = Object.entries(FILES).map(async ([name, file]) => ({ name, data: await readFile(file) }));
    const faces = await Promise.all(files);
    return { faces, characters: new Set(faces.flatMap(({ data }) => [...charactersOf(data)])) };
  })());
}

const ordered = new Map<boolean, readonly Typeface[]>();

/** The typefaces in the order in which they are looked into: what Chinese and Japanese share has the language's shapes. */
export async function typefacesFor(language: Language): Promise<readonly Typeface[]> {
  const isChinese = language === 'zh';
  const { faces } = await typefaces();
  // The same list each time: what draws keeps what it has read of one.
  let list = ordered.get(isChinese);
  if (list === undefined) {
    const last = isChinese ? 'japanese' : 'chinese';
    list = [...faces.filter(({ name }) => name !== last), ...faces.filter(({ name }) => name === last)];
    ordered.set(isChinese, list);
  }
  return list;
}

const PICTOGRAPH = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u20e3\ufe0e\ufe0f]/gu;
/** Marks that show nothing by themselves, and the short vowels of Arabic, which are read without. */
const UNSEEN = /[\p{Cf}\u064b-\u0652\u0670]/gu;

/** Makes a text one that can be drawn, its pictographs left out; null where it has letters that cannot. */
export async function drawing(): Promise<(text: string) => string | null> {
  const { characters } = await typefaces();
  return (text) => {
    const plain = text
      .normalize('NFC')
      .replace(PICTOGRAPH, '')
      .replace(UNSEEN, '')
      .replace(/[\s\u2009\u202f]+/g, ' ')
      .trim();
    const isDrawn = Array.from(shaped(plain)).every((character) => characters.has(character.codePointAt(0) ?? 0));
    return plain !== '' && isDrawn ? plain : null;
  };
}
