import { extname, resolve } from 'node:path';
import * as z from 'zod';
import { boolean } from '../checks/scalars.ts';
import { reasonOf } from '../env/environment.ts';
import type { Brand, BrandFile, BrandPicture } from '../model.ts';
import type { NamedFile } from './config.ts';
import type { ConfigPath } from './document.ts';
import { isWellFormed, line } from './line.ts';
import { fingerprint, readBounded } from './read-bounded.ts';

/** Every page carries them: more than this is a mistake. */
const MAX_FILE = 262_144;

const PICTURE_RULE = 'must be the path of a picture, or an absolute http or https URL without credentials';
const picture = z
  .string({ error: PICTURE_RULE })
  .refine((text) => text.trim() !== '' && (isAddress(text) || !/^[a-z][a-z0-9+.-]*:/i.test(text)), {
    error: PICTURE_RULE,
  });

const COLOR_RULE = 'must be a colour as three or six hexadecimal digits, as in #3d55c7';
const color = z
  .string({ error: COLOR_RULE })
  .regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, { error: COLOR_RULE })
  .transform((text) => (text.length === 4 ? text.replace(/[0-9a-f]/gi, '$&$&') : text).toLowerCase());

const LINK_RULE = 'must be an absolute http or https URL without credentials, or a mailto: address';
const linkUrl = z
  .string({ error: LINK_RULE })
  .refine((text) => isAddress(text) || /^mailto:[^\s@]+@[^\s@]+$/i.test(text), { error: LINK_RULE });

const CSS_RULE = 'must be the path of a style sheet';
const MARKDOWN_RULE = 'must be Markdown of 1 to 2000 characters';
const markdown = z
  .string({ error: MARKDOWN_RULE })
  .refine((text) => text.trim() !== '' && text.length <= 2_000 && isWellFormed(text), { error: MARKDOWN_RULE });

/** One for light and one for dark pages. */
function bothOf<T extends z.ZodType>(one: T) {
  return z.strictObject({ light: one.describe('On light pages'), dark: one.describe('On dark pages') });
}

/** The keys of `site` by which a page looks like its operator's. */
export const brandKeys = {
  logo: z
    .union([picture, bothOf(picture)])
    .optional()
    .describe('A picture in place of the name: a file beside this one, or a URL; one for light and one for dark pages'),
  accent: z
    .union([color, bothOf(color)])
    .optional()
    .describe('The colour of links and marks, made darker or lighter where it could not be read'),
  links: z
    .array(
      z.strictObject({
        text: line(60).describe('What it says'),
        url: linkUrl.describe('Where it leads'),
      }),
    )
    .max(10, { error: 'must have at most 10 entries' })
    .default([])
    .describe('Links at the head of every page'),
  css: z
    .string({ error: CSS_RULE })
    .refine((text) => text.trim() !== '' && !/^[a-z][a-z0-9+.-]*:/i.test(text), { error: CSS_RULE })
    .optional()
    .describe('A style sheet of your own, a file beside this one'),
  header: markdown.optional().describe('Text above the content of every page (Markdown)'),
  footer: markdown.optional().describe('Text below the content of every page (Markdown)'),
  indexed: boolean.prefault(true).describe('false: search engines are asked to leave the pages out'),
};

/** Those keys as the schema gives them. */
export type BrandKeys = z.output<z.ZodObject<typeof brandKeys>>;

/** What a page's looks are read with. */
export interface BrandReading {
  /** Paths are relative to it. */
  readonly folder: string;
  /** Told of each file that does not do, and where its path stands. */
  readonly refuse: (path: ConfigPath, rule: string) => void;
}

/** The looks of the pages, their files read; and which files these are, for a change of one is a change of the whole. */
export function readBrand(
  site: BrandKeys,
  reading: BrandReading,
): { readonly brand: Brand; readonly files: NamedFile[] } {
  const files: NamedFile[] = [];
  const file = (path: ConfigPath, name: string, kinds: Kinds, rule: string): BrandFile | null => {
    const absolute = resolve(reading.folder, name);
    const { content, read } = fileAt(absolute, kinds, (found) => reading.refuse(path, `${rule} ${found}`));
    files.push({ path: absolute, content });
    return read;
  };
  const pictureAt = (path: ConfigPath, name: string): BrandPicture | null =>
    isAddress(name) ? { url: new URL(name).href } : file(path, name, pictureType, 'must be the path of a picture');
  const { logo, accent, links, css, header, footer, indexed } = site;
  const light =
    logo === undefined
      ? null
      : typeof logo === 'string'
        ? pictureAt(['site', 'logo'], logo)
        : pictureAt(['site', 'logo', 'light'], logo.light);
  const dark = typeof logo === 'object' ? pictureAt(['site', 'logo', 'dark'], logo.dark) : null;
  return {
    brand: {
      logo: light === null ? null : { light, dark },
      accent: accent === undefined ? null : typeof accent === 'string' ? { light: accent, dark: accent } : accent,
      links,
      css: css === undefined ? null : file(['site', 'css'], css, styleType, 'must be the path of a style sheet'),
      header: header ?? null,
      footer: footer ?? null,
      indexed,
    },
    files,
  };
}

/** The media type of a file by its name and content, or what is wrong with it. */
type Kinds = (name: string, bytes: Buffer) => { readonly type: string } | { readonly wrong: string };

function fileAt(
  path: string,
  kinds: Kinds,
  refuse: (found: string) => void,
): { readonly content: string; readonly read: BrandFile | null } {
  let bytes: Buffer;
  try {
    bytes = readBounded(path);
  } catch (cause) {
    refuse(`that can be read: ${reasonOf(cause)}`);
    return { content: reasonOf(cause), read: null };
  }
  const content = fingerprint(bytes);
  const kind = bytes.length > MAX_FILE ? { wrong: 'of at most 256 KiB: it is larger' } : kinds(path, bytes);
  if ('wrong' in kind) {
    refuse(kind.wrong);
    return { content, read: null };
  }
  return { content, read: { type: kind.type, base64: bytes.toString('base64'), hash: content.slice(0, 16) } };
}

function pictureType(_name: string, bytes: Buffer): { readonly type: string } | { readonly wrong: string } {
  const begins = (...signature: number[]) => signature.every((byte, index) => bytes[index] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47)) return { type: 'image/png' };
  if (begins(0xff, 0xd8, 0xff)) return { type: 'image/jpeg' };
  if (begins(0x47, 0x49, 0x46, 0x38)) return { type: 'image/gif' };
  if (bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP')
    return { type: 'image/webp' };
  if (/^\uFEFF?\s*<(?:svg|\?xml|!DOCTYPE svg|!--)/i.test(bytes.toString('utf8')) && bytes.includes('<svg'))
    return { type: 'image/svg+xml' };
  return { wrong: 'in SVG, PNG, WebP, JPEG or GIF: it is none of these' };
}

function styleType(name: string, bytes: Buffer): { readonly type: string } | { readonly wrong: string } {
  if (extname(name).toLowerCase() !== '.css') return { wrong: 'whose name ends with .css' };
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { wrong: 'in UTF-8: it holds other bytes' };
  }
  return { type: 'text/css; charset=utf-8' };
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^@\s]+$/i.test(text) && URL.canParse(text);
}
