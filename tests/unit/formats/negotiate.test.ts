import { describe, expect, test } from 'vitest';
import { negotiate } from '../../../lib/formats/negotiate.ts';
import { formatOf } from '../../../lib/formats/registry.ts';
import { CONTENT_TYPES, SCRAPERS } from './scrapers.ts';

const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const OLD_PROMETHEUS = 'application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const CHROME =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';
const JAVA = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2';
const READER = 'application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, */*;q=0.1';

describe('Accept', () => {
  test.each([
    [null, 'json'],
    ['', 'json'],
    ['  ', 'json'],
    ['*/*', 'json'],
    ['application/*', 'json'],
    ['application/json', 'json'],
    ['APPLICATION/JSON', 'json'],
    ['application/health+json', 'health+json'],
    ['application/health+json, application/json', 'health+json'],
    ['application/json, application/health+json', 'json'],
    ['text/plain', 'prometheus'],
    ['text/*', 'prometheus'],
    ['text/plain;version=1.0.0;escaping=underscores', 'prometheus'],
    ['text/plain; charset="a, \\" b;q=0"', 'prometheus'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text;version=0.0.1', 'openmetrics'],
    [PROMETHEUS, 'openmetrics'],
    [OLD_PROMETHEUS, 'openmetrics'],
    ['application/atom+xml', 'atom'],
    ['application/rss+xml', 'rss'],
    [READER, 'atom'],
    ['text/html', 'html'],
    [CHROME, 'html'],
    [JAVA, 'html'],
    ['text/html, application/json', 'html'],
    ['application/json, text/html', 'json'],
    ['text/html;q=0.5, application/json', 'json'],
    ['text/html;Q=0.5, application/json;q=0.4', 'html'],
    ['text/html;level=1;q=0.9, application/json;q=0.8', 'html'],
    ['application/json;q=0, */*', 'health+json'],
    ['application/json;q=0, application/*', 'health+json'],
    ['text/plain;q=0, text/*;q=0.5, application/json;q=0.1', 'html'],
    ['*/*;q=0.1, text/plain;q=0', 'json'],
    ['text/plain;q=0.000, text/html;q=0.001', 'html'],
    ['nonsense, application/json', 'json'],
    ['text/plain;q="0.1", application/json;q=0.2', 'json'],
    ['text/plain ; q = 0.1 , application/json ; q=0.2', 'json'],
    [',,application/rss+xml,,', 'rss'],
  ])('%j gets %s', (accept, format) => expect(negotiate([], accept)).toEqual({ format }));

  test.each(['image/png', 'application/json;q=0', '*/*;q=0', 'nonsense', 'text', 'application/json;q=0.0, image/*'])(
    '%j gets nothing, and is told what there is',
    (accept) =>
      expect(negotiate([], accept)).toEqual({
        refused: 'not-acceptable',
        mediaTypes: [
          'application/json',
          'application/health+json',
          'text/plain',
          'application/openmetrics-text',
          'application/atom+xml',
          'application/rss+xml',
          'text/html',
        ],
      }),
  );

  test('chooses among what is offered only', () => {
    expect(negotiate([], '*/*', ['prometheus', 'openmetrics'])).toEqual({ format: 'prometheus' });
    expect(negotiate([], PROMETHEUS, ['prometheus', 'openmetrics'])).toEqual({ format: 'openmetrics' });
    expect(negotiate(['json'], null, ['prometheus', 'openmetrics'])).toMatchObject({ refused: 'unknown-format' });
  });

  test('takes a long hostile header in no time', () => {
    const start = process.cpuUsage();
    negotiate([], `${'"\\'.repeat(4_000)}${';q='.repeat(2_000)},`.repeat(2));
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  });
});

describe('scrapers and others', () => {
  test.each(SCRAPERS)('%s', (_, accept, format) => {
    expect(negotiate([], accept)).toEqual({ format });
    expect(formatOf(format).contentType).toBe(CONTENT_TYPES[format]);
  });

  test.each(SCRAPERS)('%s, at /metrics', (_, accept, format) => {
    const answer = negotiate([], accept, ['prometheus', 'openmetrics']);
    // Whoever names neither gets text: there is nothing else.
    expect('format' in answer ? answer.format : 'prometheus').toBe(
      format === 'openmetrics' ? 'openmetrics' : 'prometheus',
    );
  });
});

describe('?format=', () => {
  const formats = ['json', 'prometheus', 'openmetrics', 'text', 'atom', 'rss', 'html'];

  test.each(formats)('%s, whatever Accept says', (format) =>
    expect(negotiate([format], 'image/png')).toEqual({ format }),
  );

  test.each(['', 'JSON', 'health+json', 'xml', '__proto__', 'toString'])('%j is unknown', (given) =>
    expect(negotiate([given], null)).toEqual({ refused: 'unknown-format', given, formats }),
  );

  test('given twice the same it is one, given twice differently none', () => {
    expect(negotiate(['json', 'json'], null)).toEqual({ format: 'json' });
    expect(negotiate(['json', 'text'], null)).toEqual({ refused: 'several-formats', given: 'json, text', formats });
  });
});
