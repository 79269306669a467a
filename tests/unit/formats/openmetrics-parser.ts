/** A sample as the exposition has it. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  readonly name: string;
  type: string | null;
  help: string | null;
  unit: string | null;
  readonly samples: ParsedSample[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf(?:inity)?|nan)$/i;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  gauge: [''],
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
};

/**
 * Reads OpenMetrics 1.0.0 after its ABNF and the rules that it cannot express, and throws at the first breach.
 * Only what Allswell writes is known: other types, timestamps and exemplars are breaches, too.
 */
export function parseOpenMetrics(text: string): ParsedFamily[] {
  if (!text.endsWith('# EOF\n')) throw new Error('does not end in "# EOF" and a line end');
  const lines = text.slice(0, -'# EOF\n'.length).split('\n');
  if (lines.pop() !== '') throw new Error('the line before "# EOF" has no line end');
  const families = new Map<string, ParsedFamily>();
  let current: ParsedFamily | null = null;
  for (const line of lines) {
    if (line === '') throw new Error('blank line');
    if (line.startsWith('#')) current = readDescriptor(line, current, families);
    else {
      const sample = readSample(line);
      if (current === null || !belongs(sample.name, current)) throw new Error(`sample outside its family: ${line}`);
      current.samples.push(sample);
    }
  }
  const all = [...families.values()];
  for (const family of all) checkFamily(family);
  checkClashes(all);
  return all;
}

function readDescriptor(line: string, current: ParsedFamily | null, families: Map<string, ParsedFamily>): ParsedFamily {
  const [, kind, name, rest] = /^# (TYPE|HELP|UNIT) ([^ ]+) (.*)$/s.exec(line) ?? [];
  if (kind === undefined || name === undefined || rest === undefined) throw new Error(`no descriptor: ${line}`);
  if (!METRIC_NAME.test(name)) throw new Error(`metric name: ${line}`);
  let family = current;
  if (family?.name !== name) {
    if (families.has(name)) throw new Error(`family ${name} is there twice, or interleaved`);
    family = { name, type: null, help: null, unit: null, samples: [] };
    families.set(name, family);
  }
  if (family.samples.length > 0) throw new Error(`descriptor after a sample: ${line}`);
  const key = kind.toLowerCase() as 'type' | 'help' | 'unit';
  if (family[key] !== null) throw new Error(`second ${kind} of ${name}`);
  family[key] = key === 'help' ? unescape(rest) : rest;
  return family;
}

function readSample(line: string): ParsedSample {
  const [, name] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)/.exec(line) ?? [];
  if (name === undefined) throw new Error(`metric name: ${line}`);
  let at = name.length;
  const labels: Record<string, string> = {};
  if (line[at] === '{') {
    at += 1;
    while (line[at] !== '}') {
      const [whole, label, value] = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/su.exec(line.slice(at)) ?? [];
      if (whole === undefined || label === undefined || value === undefined) throw new Error(`labels: ${line}`);
      if (Object.hasOwn(labels, label)) throw new Error(`label ${label} twice: ${line}`);
      labels[label] = unescape(value);
      at += whole.length;
      if (line[at] === ',' && line[at + 1] !== '}') at += 1;
      else if (line[at] !== '}') throw new Error(`labels: ${line}`);
    }
    at += 1;
  }
  const number = line.slice(at + 1);
  if (line[at] !== ' ' || !NUMBER.test(number)) throw new Error(`number: ${line}`);
  return { name, labels, value: Number(number.replace(/^\+?inf$/i, 'Infinity')) };
}

function unescape(text: string): string {
  if (/(?:^|[^\\])(?:\\\\)*"/.test(text)) throw new Error(`quote that is not escaped: ${text}`);
  return text.replaceAll(/\\(.?)/gsu, (_, character: string) => {
    if (character === 'n') return '\n';
    if (character === '\\' || character === '"') return character;
    throw new Error(`escape \\${character}`);
  });
}

function belongs(name: string, family: ParsedFamily): boolean {
  return (SUFFIXES[family.type ?? ''] ?? []).some((suffix) => name === family.name + suffix);
}

function checkFamily({ name, type, unit, help, samples }: ParsedFamily): void {
  if (type === null || help === null) throw new Error(`${name} has no TYPE or no HELP`);
  if (type === 'counter' && name.endsWith('_total')) throw new Error(`counter family ${name} ends in _total`);
  if (unit !== null && unit !== '' && !name.endsWith(`_${unit}`)) throw new Error(`${name} does not end in ${unit}`);
  const seen = new Set<string>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (seen.has(key)) throw new Error(`sample twice: ${key}`);
    seen.add(key);
    if (type !== 'gauge' && !(sample.value >= 0)) throw new Error(`negative or NaN: ${key}`);
  }
  if (type === 'histogram') checkHistogram(name, samples);
}

function checkHistogram(name: string, samples: readonly ParsedSample[]): void {
  const points: { key: string; buckets: ParsedSample[]; count: number | null }[] = [];
  for (const sample of samples) {
    const { le, ...labels } = sample.labels;
    const key = JSON.stringify(Object.entries(labels).sort());
    let point = points.at(-1);
    if (point?.key !== key) {
      if (points.some((one) => one.key === key)) throw new Error(`${name}: interleaved ${key}`);
      point = { key, buckets: [], count: null };
      points.push(point);
    }
    if (sample.name === `${name}_bucket`) {
      if (le === undefined || (le !== '+Inf' && !/^\d+\.\d+$/.test(le)))
        throw new Error(`${name}: bound ${String(le)}`);
      point.buckets.push(sample);
    } else if (sample.name === `${name}_count`) point.count = sample.value;
  }
  for (const { buckets, count, key } of points) {
    const bounds = buckets.map(({ labels }) => (labels['le'] === '+Inf' ? Infinity : Number(labels['le'])));
    const ascending = (values: readonly number[]) =>
      values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0));
    if (bounds.at(-1) !== Infinity || !ascending(bounds)) throw new Error(`${name}: bounds of ${key}`);
    if (!ascending(buckets.map(({ value }) => value))) throw new Error(`${name}: not cumulative: ${key}`);
    if (buckets.at(-1)?.value !== count) throw new Error(`${name}: _count of ${key}`);
  }
}

/** No sample name of one family may be a name or sample name of another. */
function checkClashes(families: readonly ParsedFamily[]): void {
  const owner = new Map<string, string>();
  for (const { name, type } of families)
    for (const taken of new Set([name, ...(SUFFIXES[type ?? ''] ?? []).map((suffix) => name + suffix)])) {
      if (owner.has(taken)) throw new Error(`${taken} belongs to ${owner.get(taken) ?? ''} and ${name}`);
      owner.set(taken, name);
    }
}
