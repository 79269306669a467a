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

/** Prometheus text format 0.0.4. `common` labels are on every sample; a family's own label wins over one of them. */
export function writePrometheus(families: readonly MetricFamily[], common: LabelSet): string {
  let text = '';
  for (const family of families.filter(isShown)) {
    const name = family.type === 'counter' ? `${family.name}_total` : family.name;
    text += `# HELP ${name} ${family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
    text += `# TYPE ${name} ${family.type}\n`;
    text += writeSamples(name, family.samples, common);
  }
  return text;
}

/** OpenMetrics 1.0.0, its end mark included. */
export function writeOpenMetrics(families: readonly MetricFamily[], common: LabelSet): string {
  let text = '';
  for (const family of families.filter(isShown)) {
    const unit = UNITS.find((name) => family.name.endsWith(`_${name}`));
    text += `# TYPE ${family.name} ${family.type}\n`;
    if (unit !== undefined) text += `# UNIT ${family.name} ${unit}\n`;
    text += `# HELP ${family.name} ${escape(family.help)}\n`;
    text += writeSamples(family.type === 'counter' ? `${family.name}_total` : family.name, family.samples, common);
  }
  return `${text}# EOF\n`;
}

function isShown(family: MetricFamily): boolean {
  return family.samples.length > 0;
}

/** How a sample was written the last time, behind its name and with these common labels. */
const written = new WeakMap<Sample, { readonly common: LabelSet; readonly text: string }>();

function writeSamples(name: string, samples: readonly Sample[], common: LabelSet): string {
  let text = '';
  for (const sample of samples) {
    let line = written.get(sample);
    if (line?.common !== common) written.set(sample, (line = { common, text: writeSample(sample, common) }));
    text += name + line.text;
  }
  return text;
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
