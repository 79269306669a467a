import { decimal } from './decimal.ts';

export type LabelSet = Readonly<Record<string, string>>;

/** One sample. `suffix` is what its name has beyond the family's: `_bucket`, `_sum` or `_count` of a histogram. */
export interface Sample {
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: LabelSet;
  readonly value: number;
}

/** A metric family. The name of a counter is without `_total`, as OpenMetrics has it. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Units that a family's name may end in, which OpenMetrics wants to be told. */
const UNITS = ['seconds', 'bytes', 'ratio'];

/** Both formats tell the same samples; they differ in what stands above those of a family, and in how they end. */
export type ExpositionFormat = 'prometheus' | 'openmetrics';

/** Prometheus text format 0.0.4. `common` labels are on every sample; a family's own label wins over one of them. */
export function writePrometheus(families: readonly MetricFamily[], common: LabelSet): string {
  return new ExpositionWriter('prometheus').write(families, common).toString();
}

/** OpenMetrics 1.0.0, its end mark included. */
export function writeOpenMetrics(families: readonly MetricFamily[], common: LabelSet): string {
  return `${new ExpositionWriter('openmetrics').write(families, common).toString()}${END_OF_OPENMETRICS}`;
}

export const END_OF_OPENMETRICS = '# EOF\n';

/** What was written of a family: its samples, and where in the bytes each of them ends. */
interface WrittenFamily {
  readonly samples: readonly Sample[];
  readonly begin: number;
  readonly ends: Uint32Array;
}

/**
 * Writes families again and again. Samples that are the same objects as the last time are copied as the bytes that
 * they were then: writing costs what is new, and a copy of the rest.
 */
export class ExpositionWriter {
  readonly #format: ExpositionFormat;
  #bytes = Buffer.alloc(0);
  #length = 0;
  #written = new Map<string, WrittenFamily>();
  #common: LabelSet | null = null;

  constructor(format: ExpositionFormat) {
    this.#format = format;
  }

  /** The families as UTF-8, without an end mark. The bytes are never written to again. */
  write(families: readonly MetricFamily[], common: LabelSet): Buffer<ArrayBuffer> {
    const [last, written] = [this.#bytes, this.#common === common ? this.#written : new Map<string, WrittenFamily>()];
    this.#common = common;
    this.#written = new Map();
    this.#bytes = Buffer.allocUnsafe(Math.max(16_384, Math.ceil(last.length * 1.01)));
    this.#length = 0;
    for (const family of families) {
      if (family.samples.length === 0) continue;
      this.#text(headOf(family, this.#format));
      const before = written.get(family.name);
      this.#samples(family, common, before?.samples.length === family.samples.length ? before : undefined, last);
    }
    this.#bytes = this.#bytes.subarray(0, this.#length);
    return this.#bytes;
  }

  #samples(
    { name: base, type, samples }: MetricFamily,
    common: LabelSet,
    before: WrittenFamily | undefined,
    last: Buffer,
  ) {
    const name = type === 'counter' ? `${base}_total` : base;
    const begin = this.#length;
    const ends = new Uint32Array(samples.length);
    /** The samples from here on are those of before, and are still to be copied. */
    let from = 0;
    const copyUntil = (index: number) => {
      if (before === undefined || from === index) return;
      const start = from === 0 ? before.begin : (before.ends[from - 1] ?? 0);
      const shift = this.#length - start;
      this.#append(last.subarray(start, before.ends[index - 1]));
      for (let i = from; i < index; i++) ends[i] = (before.ends[i] ?? 0) + shift;
    };
    for (const [index, sample] of samples.entries()) {
      if (before !== undefined && before.samples[index] === sample) continue;
      copyUntil(index);
      this.#text(name + writeSample(sample, common));
      ends[index] = this.#length;
      from = index + 1;
    }
    copyUntil(samples.length);
    this.#written.set(base, { samples, begin, ends });
  }

  #append(bytes: Buffer): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #text(text: string): void {
    // Three bytes at most for each of UTF-16's units.
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

function headOf({ name, type, help }: MetricFamily, format: ExpositionFormat): string {
  if (format === 'prometheus') {
    const full = type === 'counter' ? `${name}_total` : name;
    return `# HELP ${full} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${full} ${type}\n`;
  }
  const unit = UNITS.find((one) => name.endsWith(`_${one}`));
  return `# TYPE ${name} ${type}\n${unit === undefined ? '' : `# UNIT ${name} ${unit}\n`}# HELP ${name} ${escape(help)}\n`;
}

/** All of a sample but its family's name. */
function writeSample({ suffix, labels, value }: Sample, common: LabelSet): string {
  const others = Object.keys(common).filter((label) => !Object.hasOwn(labels, label));
  const [own, shared] = [pairs(labels, Object.keys(labels)), pairs(common, others)];
  const all = own === '' || shared === '' ? own + shared : `${own},${shared}`;
  return `${suffix ?? ''}${all === '' ? '' : `{${all}}`} ${decimal(value)}\n`;
}

function pairs(labels: LabelSet, names: readonly string[]): string {
  let text = '';
  for (const name of names) text += `${text === '' ? '' : ','}${name}="${escape(labels[name] ?? '')}"`;
  return text;
}

/** Both formats escape these three, and nothing else. */
function escape(text: string): string {
  // Nearly all need none, and a scrape of 1,000 checks asks this 15,000 times.
  if (!/[\\"\n]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
