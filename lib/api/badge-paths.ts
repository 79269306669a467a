import * as z from 'zod';
import { BADGE_KINDS, BADGE_PARAMETERS, BADGE_STYLES } from '../formats/badge-request.ts';
import { WINDOWS, type Window } from '../model.ts';
import { BAD_QUERY, json, NOT_MODIFIED, NOTHING_KNOWN, NOTHING_SUCH, text } from './answers.ts';
import type { Answer, PathItem, Paths } from './operation.ts';
import { checkId } from './scalars.ts';

const SVG = 'image/svg+xml';

/** What Shields' endpoint badge reads. */
export const badgeSchema = z.object({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string(),
  color: z.string(),
  labelColor: z.string().optional(),
  isError: z.boolean(),
  style: z.enum(BADGE_STYLES),
  cacheSeconds: z.int(),
});

const color = z
  .string()
  .optional()
  .meta({ description: 'Three or six hexadecimal digits, or a name that Shields knows.' });
const LOOKS: Readonly<Record<string, z.ZodType>> = {
  window: z.enum(Object.keys(WINDOWS) as [Window, ...Window[]]).optional(),
  label: z.string().max(100).optional().meta({ description: 'What stands on the left; empty: nothing.' }),
  style: z.enum(BADGE_STYLES).default('flat'),
};
const badgeQuery = z.object(Object.fromEntries(BADGE_PARAMETERS.map((name) => [name, LOOKS[name] ?? color])));

const kind = z.enum(BADGE_KINDS).meta({ description: 'What it tells.' });
const kindOfAll = z.enum(['status', 'uptime']).meta({ description: 'What it tells.' });
const groupId = z.string().meta({ description: 'The id of a group.' });

function badge(id: string, of: string, isSvg: boolean, parameters: Readonly<Record<string, z.ZodType>>): PathItem {
  const answers: Record<number, Answer> = isSvg
    ? { 200: text('The picture.', SVG), 404: { description: 'A picture that says so.', content: { [SVG]: null } } }
    : { 200: json('What the badge says.', badgeSchema), 404: NOTHING_SUCH };
  return {
    parameters,
    get: {
      id,
      tag: 'badges',
      summary: isSvg ? `A badge of ${of}` : `The same badge of ${of}, for Shields to draw`,
      needs: 'open',
      query: badgeQuery,
      headers: ['If-None-Match'],
      answers: { ...answers, 304: NOT_MODIFIED, 400: BAD_QUERY, 503: NOTHING_KNOWN },
    },
  };
}

/** The badges; a path that is none of these, below `/badge/`, is answered with a problem. */
export const badgePaths: Paths = {
  '/badge/{kind}.svg': badge('badge', 'everything', true, { kind: kindOfAll }),
  '/badge/{kind}.json': badge('badgeJson', 'everything', false, { kind: kindOfAll }),
  '/badge/{id}/{kind}.svg': badge('checkBadge', 'a check', true, { id: checkId, kind }),
  '/badge/{id}/{kind}.json': badge('checkBadgeJson', 'a check', false, { id: checkId, kind }),
  '/badge/group/{id}/{kind}.svg': badge('groupBadge', 'a group', true, { id: groupId, kind }),
  '/badge/group/{id}/{kind}.json': badge('groupBadgeJson', 'a group', false, { id: groupId, kind }),
};
