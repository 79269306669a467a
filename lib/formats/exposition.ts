import { decimal } from './decimal.ts';

export type LabelSet = Readonly<Record<string, string>>;

/** One sample. `suffix` is what its name has beyond the family's: `_bucket`, `_sum` or `_count` of a histogram. */
export interface Sample {
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: LabelSet;
  readonly value: number;
  /** The writer's own note: its line as it was last written. Samples are kept while nothing about them is new. */
  written?: { readonly name: string; readonly common: LabelSet; readonly line: string };
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

/** Prometheus text format 0.0.4. `common` labels are on every sample; a family's own label wins over one of them. */
export function writePrometheus(families: readonly MetricFamily[], common: LabelSet): string {
  const lines: string[] = [];
  for (const family of families.filter(isShown)) {
    const name = family.type === 'counter' ? `${family.name}_total` : family.name;
    lines.push(`# HELP ${name} ${family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`);
    lines.push(`# TYPE ${name} ${family.type}\n`);
    writeSamples(lines, name, family.samples, common);
  }
  return lines.join('');
}

/** OpenMetrics 1.0.0, its end mark included. */
export function writeOpenMetrics(families: readonly MetricFamily[], common: LabelSet): string {
  const lines: string[] = [];
  for (const family of families.filter(isShown)) {
    const unit = UNITS.find((name) => family.name.endsWith(`_${name}`));
    lines.push(`# TYPE ${family.name} ${family.type}\n`);
    if (unit !== undefined) lines.push(`# UNIT ${family.name} ${unit}\n`);
    lines.push(`# HELP ${family.name} ${escape(family.help)}\n`);
    const name = family.type === 'counter' ? `${family.name}_total` : family.name;
    writeSamples(lines, name, family.samples, common);
  }
  lines.push('# EOF\n');
  return lines.join('');
}

function isShown(family: MetricFamily): boolean {
  return family.samples.length > 0;
}

/** Lines are gathered and joined at the end: a text that grows by pieces has to be put together before it is sent. */
function writeSamples(lines: string[], name: string, samples: readonly Sample[], common: LabelSet): void {
  for (const sample of samples) {
    let last = sample.written;
    if (last?.common !== common || last.name !== name)
      sample.written = last = { name, common, line: name + writeSample(sample, common) };
    lines.push(last.line);
  }
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
