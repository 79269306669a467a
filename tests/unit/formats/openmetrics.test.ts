import type { Snapshot } from '../../../lib/model.ts';
import { describe, expect, test } from 'vitest';
import { renderOpenMetrics as openMetricsOf } from '../../../lib/formats/openmetrics.ts';
import { richSnapshot } from './fixture.ts';
import { parseOpenMetrics } from './openmetrics-parser.ts';

const renderOpenMetrics = (snapshot: Snapshot): string => openMetricsOf(snapshot).toString();

/** The judge must be as strict as the specification, or its silence means nothing. */
const G = '# TYPE a gauge\n# HELP a h\n';
const C = '# TYPE a counter\n# HELP a h\n';
const H = '# TYPE a histogram\n# HELP a h\n';

describe('the strict reader takes', () => {
  test.each([
    ['nothing at all', ''],
    ['a family without a sample', G],
    ['descriptors in another order', '# HELP a h\n# UNIT a \n# TYPE a gauge\na 1\n'],
    ['a unit', '# TYPE a_seconds gauge\n# UNIT a_seconds seconds\n# HELP a_seconds h\na_seconds 1\n'],
    ['empty help and an empty label', '# TYPE a gauge\n# HELP a \na{b=""} 1\n'],
    ['every escape', '# TYPE a gauge\n# HELP a \\\\ \\" \\n\na{b="\\\\ \\" \\n"} 1\n'],
    ['every spelling of a number', `${G}a{b="1"} -1.5e+3\na{b="2"} +Inf\na{b="3"} -Inf\na{b="4"} NaN\na{b="5"} .5\n`],
    ['a counter with its time of creation', `${C}a_total 1\na_created 123.4\n`],
    ['a histogram', `${H}a_bucket{le="0.5"} 1\na_bucket{le="+Inf"} 2\na_sum 3\na_count 2\n`],
  ])('%s', (_, text) => expect(() => parseOpenMetrics(`${text}# EOF\n`)).not.toThrow());
});

describe('the strict reader refuses', () => {
  test.each([
    ['text behind the end', `${G}a 1\n# EOF\na 2\n`, 'does not end'],
    ['two ends', `${G}a 1\n# EOF\n# EOF\n`, 'no descriptor'],
    ['Windows line ends', `${G}a 1\r\n# EOF\n`, 'number'],
    ['a blank line', `${G}\na 1\n# EOF\n`, 'blank'],
    ['a comment', `${G}# hello\na 1\n# EOF\n`, 'no descriptor'],
    ['two spaces in a descriptor', '# TYPE  a gauge\n# EOF\n', 'no descriptor'],
    ['another TYPE', `${G}# TYPE a counter\n# EOF\n`, 'second TYPE'],
    ['another HELP', `${G}# HELP a h\n# EOF\n`, 'second HELP'],
    ['a descriptor behind its samples', `# TYPE a gauge\na 1\n# HELP a h\n# EOF\n`, 'after a sample'],
    ['a unit that is not in the name', `${G.replace('# HELP', '# UNIT a seconds\n# HELP')}# EOF\n`, 'does not end in'],
    ['a sample without a family', 'a 1\n# EOF\n', 'outside'],
    ['a counter without _total', `${C}a 1\n# EOF\n`, 'outside'],
    ['a gauge with a suffix', `${G}a_total 1\n# EOF\n`, 'outside'],
    ['a family in two parts', `${G}a 1\n# TYPE b gauge\n# HELP b h\nb 1\n# HELP a h\n# EOF\n`, 'interleaved'],
    ['a space before a sample', `${G} a 1\n# EOF\n`, 'metric name'],
    ['a space behind a number', `${G}a 1 \n# EOF\n`, 'number'],
    ['two spaces before a number', `${G}a  1\n# EOF\n`, 'number'],
    ['no number', `${G}a\n# EOF\n`, 'number'],
    ['a number in hexadecimal', `${G}a 0x1\n# EOF\n`, 'number'],
    ['a number with underscores', `${G}a 1_000\n# EOF\n`, 'number'],
    ['quotes of the other kind', `${G}a{b='1'} 1\n# EOF\n`, 'labels'],
    ['a label without a value', `${G}a{b} 1\n# EOF\n`, 'labels'],
    ['a label of digits', `${G}a{1="1"} 1\n# EOF\n`, 'labels'],
    ['a comma first', `${G}a{,b="1"} 1\n# EOF\n`, 'labels'],
    ['a comma last', `${G}a{b="1",} 1\n# EOF\n`, 'labels'],
    ['a space between labels', `${G}a{b="1", c="2"} 1\n# EOF\n`, 'labels'],
    ['a label that does not end', `${G}a{b="1} 1\n# EOF\n`, 'labels'],
    ['a quote that is not escaped', `${G.replace('h\n', '"h"\n')}# EOF\n`, 'quote'],
    ['an escape that there is not', `${G}a{b="\\t"} 1\n# EOF\n`, 'escape'],
    ['the same series twice', `${G}a{b="1",c="2"} 1\na{c="2",b="1"} 1\n# EOF\n`, 'twice'],
    ['a negative counter', `${C}a_total -1\n# EOF\n`, 'negative'],
    ['a counter that is no number', `${C}a_total NaN\n# EOF\n`, 'negative'],
    ['a histogram without +Inf', `${H}a_bucket{le="1.0"} 1\na_sum 1\na_count 1\n# EOF\n`, 'bounds'],
    ['a bound that is no float', `${H}a_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_count 1\n# EOF\n`, 'bound 1'],
    [
      'bounds out of order',
      `${H}a_bucket{le="2.0"} 1\na_bucket{le="1.0"} 1\na_bucket{le="+Inf"} 1\na_count 1\n# EOF\n`,
      'bounds',
    ],
    [
      'classes that are not cumulative',
      `${H}a_bucket{le="1.0"} 2\na_bucket{le="+Inf"} 1\na_count 1\n# EOF\n`,
      'not cumulative',
    ],
    ['a count of its own', `${H}a_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n# EOF\n`, '_count'],
    ['names that clash', `${H}# TYPE a_count gauge\n# HELP a_count h\n# EOF\n`, 'belongs'],
  ])('%s', (_, text, message) => expect(() => parseOpenMetrics(text)).toThrow(message));
});

test('what we write has TYPE, UNIT and HELP of each family in this order, then its samples', () => {
  const kinds = renderOpenMetrics(richSnapshot('token'))
    .split('\n')
    .map((line) => /^# (TYPE|UNIT|HELP|EOF)/.exec(line)?.[1] ?? (line === '' ? 'end' : 'sample'))
    .filter((kind, index, all) => kind !== 'sample' || all[index - 1] !== 'sample');
  expect(kinds.join(' ')).toMatch(/^(?:TYPE (?:UNIT )?HELP sample )+EOF end$/);
});
