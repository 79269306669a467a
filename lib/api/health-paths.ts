import { FORMATS } from '../formats/registry.ts';
import { ADMIN_REFUSALS, BAD_QUERY, json, NOT_MODIFIED, NOTHING_KNOWN, NOTHING_SUCH, problem } from './answers.ts';
import { HEALTH, HISTORY, RESULT } from './examples.ts';
import {
  healthPlusSchema,
  healthQuery,
  healthSchema,
  historyQuery,
  historySchema,
  oneHealthQuery,
  resultSchema,
} from './health-schemas.ts';
import type { Answer, Operation, Paths } from './operation.ts';
import { PROBLEM_CONTENT_TYPE } from '../formats/problem.ts';
import { problemSchema } from './problem-schema.ts';
import { pushInput } from './push.ts';
import { checkId } from './scalars.ts';

const JSON_OF_FORMAT = { 'application/json': healthSchema, 'application/health+json': healthPlusSchema };

/** By its media type, whatever a snapshot can be told as; 503 only in the formats that fail with the checks. */
function told(failing: boolean): NonNullable<Answer['content']> {
  const formats = Object.values(FORMATS).filter((format) => !failing || format.failsWith503);
  const types = new Set(formats.map(({ contentType }) => contentType.replace(/;.*$/, '')));
  return { ...Object.fromEntries([...types].map((type) => [type, null])), ...JSON_OF_FORMAT };
}

const answers: Operation['answers'] = {
  200: { description: 'What the selection says.', content: told(false), headers: ['ETag'], example: HEALTH },
  304: NOT_MODIFIED,
  400: BAD_QUERY,
  401: problem('A credential is needed, or the one given is wrong.', ['WWW-Authenticate']),
  403: ADMIN_REFUSALS[403],
  404: NOTHING_SUCH,
  406: problem('None of the media types in `Accept` is served here.'),
  503: {
    description: 'A critical check of the selection is down (in JSON, health+json and text), or nothing is known yet.',
    content: { ...told(true), [PROBLEM_CONTENT_TYPE]: problemSchema },
    headers: ['Retry-After'],
  },
  504: problem('The checks, which `fresh=true` had run, did not end in time.'),
};

/** What the checks say, have said, and how to have them run. */
export const healthPaths: Paths = {
  '/api/health': {
    get: {
      id: 'getHealth',
      tag: 'health',
      summary: 'The health of everything, or of a selection',
      description:
        'The latest stored results, in the representation that `format` or `Accept` asks for. No read starts a run, ' +
        'unless `fresh=true` asks for one.',
      needs: 'metrics',
      query: healthQuery,
      headers: ['Accept', 'If-None-Match'],
      answers,
    },
  },
  '/api/health/{id}': {
    parameters: { id: checkId },
    get: {
      id: 'getHealthOfCheck',
      tag: 'health',
      summary: 'The health of one check',
      needs: 'metrics',
      query: oneHealthQuery,
      headers: ['Accept', 'If-None-Match'],
      answers,
    },
  },
  '/api/checks/{id}/history': {
    parameters: { id: checkId },
    get: {
      id: 'getHistory',
      tag: 'health',
      summary: 'How a check has been over a range',
      needs: 'public',
      query: historyQuery,
      headers: ['If-None-Match'],
      answers: {
        200: {
          description: 'Buckets in order, with time by state and latency in seconds.',
          content: { 'application/json': historySchema, 'text/csv': null },
          headers: ['ETag'],
          example: HISTORY,
        },
        304: NOT_MODIFIED,
        400: BAD_QUERY,
        404: NOTHING_SUCH,
        503: NOTHING_KNOWN,
      },
    },
  },
  '/api/checks/{id}/run': {
    parameters: { id: checkId },
    post: {
      id: 'runCheck',
      tag: 'health',
      summary: 'Run a check now, and wait for its result',
      needs: 'admin',
      answers: {
        200: json('The result.', resultSchema, RESULT, []),
        ...ADMIN_REFUSALS,
        404: NOTHING_SUCH,
        409: problem('The check is paused.'),
        503: NOTHING_KNOWN,
        504: problem('The check did not end in time.'),
      },
    },
  },
  '/api/checks/{id}/push': {
    parameters: { id: checkId },
    post: {
      id: 'pushToCheck',
      tag: 'health',
      summary: 'Say how a push check is',
      description: 'As JSON, or where there is no body as parameters of the address.',
      needs: 'admin',
      query: pushInput.partial(),
      body: { schema: pushInput, example: { state: 'up', responseTimeSeconds: 0.25 } },
      answers: {
        200: json('The result that it became.', resultSchema, RESULT, []),
        400: problem('The body, or a parameter, does not do.'),
        ...ADMIN_REFUSALS,
        404: NOTHING_SUCH,
        409: problem('The check is not of type `push`, or is paused.'),
        503: NOTHING_KNOWN,
        504: problem('The worker did not answer in time.'),
      },
    },
  },
};
