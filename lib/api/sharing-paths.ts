import * as z from 'zod';
import { LANGUAGES } from '../model.ts';
import { NOT_MODIFIED, NOTHING_KNOWN, NOTHING_SUCH, text } from './answers.ts';
import { selectionQuery } from './health-schemas.ts';
import type { Answer, PathItem, Paths } from './operation.ts';

const lang = z.enum(LANGUAGES).optional();
const FILES = ['text/css', 'image/svg+xml', 'image/png', 'image/jpeg', 'image/webp', 'image/gif'];

function reads(id: string, summary: string, answers: Readonly<Record<number, Answer>>, query?: z.ZodObject): PathItem {
  return {
    get: {
      id,
      tag: 'sharing',
      summary,
      needs: 'open',
      ...(query === undefined ? {} : { query }),
      headers: ['If-None-Match'],
      answers,
    },
  };
}

const whole = (id: string, summary: string, mediaType: string) =>
  reads(id, summary, { 200: text('It.', mediaType), 304: NOT_MODIFIED, 503: NOTHING_KNOWN });

const widget = (description: string): Answer => ({ description, content: { 'text/html': null } });

/** For pages and programs of others. */
export const sharingPaths: Paths = {
  '/og.png': reads(
    'picture',
    'The status as a picture, 1200 × 630, for programs that show one beside a shared address',
    {
      200: { description: 'The picture.', content: { 'image/png': null }, headers: ['ETag'] },
      304: NOT_MODIFIED,
      404: NOTHING_SUCH,
      503: NOTHING_KNOWN,
    },
    selectionQuery.extend({ lang: lang.meta({ description: "Its language. Default is the site's own." }) }),
  ),
  '/embed': reads(
    'widget',
    'The status as a widget, to be shown in a frame',
    {
      200: text('The widget.', 'text/html'),
      304: NOT_MODIFIED,
      400: widget('A widget that says which themes there are.'),
      404: widget('A widget that says what there is.'),
      503: widget('A widget that says that nothing is known yet.'),
    },
    selectionQuery.extend({
      theme: z.enum(['auto', 'light', 'dark']).default('auto'),
      lang: lang.meta({ description: 'Its language. Default is what `Accept-Language` prefers.' }),
    }),
  ),
  '/brand/{name}': {
    parameters: { name: z.enum(['logo', 'logo-dark', 'style.css']).meta({ description: 'Which file.' }) },
    ...reads(
      'brandFile',
      "The operator's logo or style sheet",
      {
        200: {
          description: 'The file.',
          content: Object.fromEntries(FILES.map((type) => [type, null])),
          headers: ['ETag'],
        },
        304: NOT_MODIFIED,
        404: NOTHING_SUCH,
        503: NOTHING_KNOWN,
      },
      z.object({ v: z.string().optional().meta({ description: 'Names its content: then it may be kept for ever.' }) }),
    ),
  },
  '/robots.txt': whole('robots', 'What robots may ask for', 'text/plain'),
  '/sitemap.xml': whole('sitemap', 'The pages that search engines may list', 'application/xml'),
  '/manifest.webmanifest': whole('manifest', 'The web manifest', 'application/manifest+json'),
};
