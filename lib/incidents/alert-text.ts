import { LIMITS } from './input.ts';

/** Lines of one alert, and alerts of one text, at most. */
const MOST_LINES = 20;
const MOST_ALERTS = 10;
const LONGEST_LINE = 500;

/** What a text is made of: what alerts say is data, whoever wrote it. */
export interface Telling {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** One printable line of at most `max` characters; empty where there is nothing to read. */
export function oneLine(text: string, max: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\s]+/gu, ' ').trim();
  if (line.length <= max) return line;
  return `${line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** What an alert is about, on one line. */
export function headline({ labels, annotations }: Telling): string {
  const candidates = [annotations['summary'], annotations['title'], labels['alertname']];
  for (const text of candidates) {
    const line = oneLine(text ?? '', LIMITS.title);
    if (line !== '') return line;
  }
  return 'Alert';
}

/** What alerts say, as Markdown in which nothing of theirs is markup. */
export function alertsAsMarkdown(alerts: readonly Telling[]): string {
  const [only] = alerts;
  if (alerts.length === 1 && only !== undefined) return paragraphs(only.annotations['description'] ?? headline(only));
  const items = alerts.slice(0, MOST_ALERTS).map((alert) => {
    const description = oneLine(alert.annotations['description'] ?? '', LONGEST_LINE);
    const line = headline(alert);
    return `- ${escapeMarkdown(description === '' || description === line ? line : `${line}: ${description}`)}`;
  });
  const more = alerts.length - items.length;
  return [...items, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

function paragraphs(text: string): string {
  const lines = text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => escapeMarkdown(oneLine(line, LONGEST_LINE)))
    .slice(0, MOST_LINES);
  return lines.join('\n').trim() || 'An alert fires.';
}

/** A line of text as Markdown (GFM) that shows it as it is: no markup, no HTML, no link. */
export function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_{}[\]()#+!|<>~&@$^]/g, '\\$&')
    .replace(/^([-=]|\d+(?=\.))/, (start) => (/\d/.test(start) ? start : `\\${start}`))
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/\b(https?|ftp|mailto|xmpp):/gi, '$1\\:')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`);
}
