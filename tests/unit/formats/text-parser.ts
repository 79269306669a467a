import type { ParsedFamily, ParsedSample } from './openmetrics-parser.ts';

const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]Inf|NaN)$/;

/**
 * Reads the text format 0.0.4 after its description, as strictly as Prometheus' own libraries do, and in what they
 * leave to the writer more strictly: no blank lines and comments, HELP before TYPE before samples, no timestamps.
 */
export function parseText(text: string): ParsedFamily[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no line end');
  const families = new Map<string, ParsedFamily>();
  const seen = new Set<string>();
  let current: ParsedFamily | null = null;
  for (const line of text.split('\n').slice(0, -1)) {
    if (line === '') throw new Error('blank line');
    if (line.startsWith('#')) {
      current = readDescriptor(line, current, families);
      continue;
    }
    const sample = readSample(line);
    if (current?.type == null || !belongs(sample.name, current)) throw new Error(`sample outside its family: ${line}`);
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (seen.has(key)) throw new Error(`sample twice: ${line}`);
    seen.add(key);
    current.samples.push(sample);
  }
  return [...families.values()];
}

function readDescriptor(line: string, current: ParsedFamily | null, families: Map<string, ParsedFamily>): ParsedFamily {
  const [, kind, name, rest] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s.exec(line) ?? [];
  if (kind === undefined || name === undefined || rest === undefined) throw new Error(`no descriptor: ${line}`);
  if (kind === 'HELP') {
    if (families.has(name)) throw new Error(`family ${name} is there twice, or interleaved`);
    const family: ParsedFamily = { name, type: null, help: unescape(rest, /[\\n]/), unit: null, samples: [] };
    families.set(name, family);
    return family;
  }
  if (current?.name !== name || current.type !== null) throw new Error(`TYPE out of its place: ${line}`);
  if (!TYPES.includes(rest)) throw new Error(`unknown type: ${line}`);
  current.type = rest;
  return current;
}

function belongs(name: string, family: ParsedFamily): boolean {
  if (family.type !== 'histogram') return name === family.name;
  return ['_bucket', '_sum', '_count'].some((suffix) => name === family.name + suffix);
}

function readSample(line: string): ParsedSample {
  const [head, name = '', brace] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{?)/.exec(line) ?? [];
  if (head === undefined) throw new Error(`metric name: ${line}`);
  const labels: Record<string, string> = {};
  let rest = line.slice(head.length);
  if (brace === '{') {
    while (!rest.startsWith('}')) {
      const [whole, label = '', value = '', comma] =
        /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(,?)/s.exec(rest) ?? [];
      if (whole === undefined || label === '__name__') throw new Error(`labels: ${line}`);
      if (Object.hasOwn(labels, label)) throw new Error(`label ${label} twice: ${line}`);
      labels[label] = unescape(value, /[\\n"]/);
      rest = rest.slice(whole.length);
      if (comma === '' && !rest.startsWith('}')) throw new Error(`labels: ${line}`);
    }
    rest = rest.slice(1);
  }
  const number = rest.slice(1);
  if (!rest.startsWith(' ') || !NUMBER.test(number)) throw new Error(`number: ${line}`);
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) };
}

function unescape(text: string, known: RegExp): string {
  return text.replaceAll(/\\(.?)/gs, (_, character: string) => {
    if (!known.test(character)) throw new Error(`escape \\${character}`);
    return character === 'n' ? '\n' : character;
  });
}
