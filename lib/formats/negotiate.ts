import Negotiator from 'negotiator';
import { FORMAT_NAMES, formatOf, type FormatName } from './registry.ts';

/** What a request asks for, or why it cannot have it. */
export type Negotiated =
  | { readonly format: FormatName }
  | { readonly refused: 'unknown-format'; readonly given: string; readonly formats: readonly FormatName[] }
  | { readonly refused: 'several-formats'; readonly given: string; readonly formats: readonly FormatName[] }
  | { readonly refused: 'not-acceptable'; readonly mediaTypes: readonly string[] };

/**
 * Chooses among formats, `?format=` first, then `Accept` (RFC 9110, 12.5.1). `offered` is in the server's order of
 * preference: its first answers a request that wants anything.
 */
export function negotiate(
  parameters: readonly string[],
  accept: string | null,
  offered: readonly FormatName[] = FORMAT_NAMES,
): Negotiated {
  const asked = [...new Set(parameters)];
  const formats = offered.filter((name) => formatOf(name).named);
  if (asked.length > 1) return { refused: 'several-formats', given: asked.join(', '), formats };
  if (asked[0] !== undefined) {
    const format = formats.find((name) => name === asked[0]);
    return format === undefined ? { refused: 'unknown-format', given: asked[0], formats } : { format };
  }
  const byMediaType = new Map(offered.flatMap((name) => formatOf(name).mediaTypes.map((type) => [type, name])));
  const mediaTypes = [...byMediaType.keys()];
  // An empty list asks for nothing in particular.
  const header = accept === null || /^[\s,]*$/.test(accept) ? null : accept;
  const chosen = new Negotiator({
    headers: { accept: header === null ? '*/*' : withoutParameters(header) },
  }).mediaType(mediaTypes);
  const format = chosen === undefined ? undefined : byMediaType.get(chosen);
  return format === undefined ? { refused: 'not-acceptable', mediaTypes } : { format };
}

/**
 * The header with the media ranges' parameters but for their weights left out: a `text/plain;version=1.0.0` must not
 * be taken for something else than `text/plain`. What is no media range is dropped.
 */
function withoutParameters(accept: string): string {
  return splitOutsideQuotes(accept, ',')
    .flatMap((element) => {
      const [range = '', ...parameters] = splitOutsideQuotes(element, ';').map((part) => part.trim());
      // Java's URLConnection sends a bare `*`.
      const type = range === '*' ? '*/*' : range.toLowerCase();
      return /^[^\s/"]+\/[^\s/"]+$/.test(type) ? [`${type};q=${weight(parameters)}`] : [];
    })
    .join(', ');
}

/** The weight among a range's parameters, 1 unless there is one that is a number. */
function weight(parameters: readonly string[]): string {
  for (const parameter of parameters) {
    const [, value] = /^q\s*=\s*"?([\d.]+)"?$/i.exec(parameter) ?? [];
    if (value !== undefined && !Number.isNaN(Number(value))) return Math.min(Number(value), 1).toFixed(3);
  }
  return '1';
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (quoted && character === '\\') {
      part += character + text.charAt(i + 1);
      i += 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}
