import { STATES, type CheckView, type Snapshot } from '../model.ts';

const STATE_WIDTH = Math.max(...STATES.map((state) => state.length)) + 1;

/**
 * One line a check for people and shell scripts: state, id, response time and, to the end of the line, the name with
 * the reason in parentheses where something is wrong. The first three columns never hold a space.
 */
export function renderText(snapshot: Snapshot): string {
  const rows = snapshot.checks.map((check) => ({ check, time: timeOf(check) }));
  const idWidth = Math.max(0, ...rows.map(({ check }) => check.id.length));
  const timeWidth = Math.max(0, ...rows.map(({ time }) => time.length));
  return rows
    .map(({ check, time }) => {
      // Of a paused check the first column says it all.
      const reason = check.message === null || check.state === 'paused' ? '' : ` (${oneLine(check.message)})`;
      const columns = [check.state.padEnd(STATE_WIDTH - 1), check.id.padEnd(idWidth), time.padStart(timeWidth)];
      return `${columns.join('  ')}  ${oneLine(check.name)}${reason}\n`;
    })
    .join('');
}

function timeOf(check: CheckView): string {
  return check.responseTime === null ? '-' : `${(check.responseTime / 1_000).toFixed(3)}s`;
}

/** A terminal must not act on what a name contains, nor a line end inside it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}
