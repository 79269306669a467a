import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it stands in the page, from 1. */
  readonly line: number;
}

/** Every fenced block of a page, in its order, also those that name no language. */
export function blocksIn(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of page.split('\n').entries()) {
    const fence = /^\s*(?:```|~~~)(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === null) open = { language: (fence[1] ?? '').trim(), line: index + 1, lines: [] };
    else {
      blocks.push({ language: open.language, text: `${open.lines.join('\n')}\n`, line: open.line });
      open = null;
    }
  }
  if (open !== null) throw new Error(`the block of line ${open.line} has no end`);
  return blocks;
}

/** What a YAML file is, by its keys. */
export const KINDS = ['allswell', 'prometheus', 'rules', 'alertmanager', 'datadog', 'probes', 'grafana'] as const;
export type Kind = (typeof KINDS)[number];

/** Says what a YAML document is for; throws for what nobody here can judge. */
export function kindOf(value: Readonly<Record<string, unknown>>): Kind {
  const has = (key: string) => Object.hasOwn(value, key);
  if (has('livenessProbe') || has('readinessProbe')) return 'probes';
  if (has('instances')) return 'datadog';
  if (has('route') && has('receivers')) return 'alertmanager';
  if (has('apiVersion') && (has('datasources') || has('providers'))) return 'grafana';
  if (has('scrape_configs') || has('rule_files')) return 'prometheus';
  if (Array.isArray(value['groups']) && Object.hasOwn(Object(value['groups'][0]) as object, 'rules')) return 'rules';
  if (['site', 'checks', 'metrics', 'alerting', 'feeds'].some(has)) return 'allswell';
  throw new Error(`no executor for YAML with the keys ${Object.keys(value).join(', ')}`);
}

/** What promtool or amtool finds wrong in a file; empty when it is content. */
export function findingsOf(
  kind: Exclude<Kind, 'allswell' | 'datadog' | 'probes' | 'grafana'>,
  text: string,
  folder: string,
): string {
  const file = join(folder, 'judged.yml');
  writeFileSync(file, text);
  const [command, ...args] = {
    // The files of credentials and rules that it names are not here.
    prometheus: ['promtool', 'check', 'config', '--syntax-only', file],
    rules: ['promtool', 'check', 'rules', '--lint-fatal', file],
    alertmanager: ['amtool', 'check-config', file],
  }[kind] as [string, ...string[]];
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return status === 0 ? '' : stdout + stderr;
}

/** The names of metrics in an expression or a whole file. */
export function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\bhealth_check_[a-z0-9_]+\b/g) ?? [])];
}
