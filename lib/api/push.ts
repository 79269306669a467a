import * as z from 'zod';
import { VERDICTS, type Push } from '../model.ts';
import type { Problem } from '../formats/problem.ts';

const STATE_RULE = `must be one of ${VERDICTS.join(', ')}`;
const SECONDS_RULE = 'must be a number of seconds from 0 to 86400';

/** What is said about a push check, as JSON or as parameters of the address. */
export const pushInput = z.strictObject({
  state: z.enum(VERDICTS, { error: STATE_RULE }).meta({ description: 'What the check is from now on.' }),
  message: z
    .string({ error: 'must be text' })
    .max(1_000, { error: 'must have at most 1000 characters' })
    .optional()
    .meta({ description: 'Why, for operators: no public surface shows it.' }),
  responseTimeSeconds: z
    .number({ error: SECONDS_RULE })
    .min(0, { error: SECONDS_RULE })
    .max(86_400, { error: SECONDS_RULE })
    .optional()
    .meta({ description: 'How long it took, where that was measured.' }),
});

/**
 * Reads what a request says about a check: of its JSON, and where it has no body of its parameters.
 *
 * @param body as it was sent
 */
export function readPush(
  check: string,
  body: string,
  parameters: URLSearchParams,
): { push: Push } | { problem: Problem } {
  let given: unknown;
  if (body.trim() === '') {
    const seconds = parameters.get('responseTimeSeconds');
    given = {
      ...Object.fromEntries(parameters),
      ...(seconds === null
        ? {}
        : { responseTimeSeconds: /^\d{1,6}(\.\d{1,9})?$/.test(seconds) ? Number(seconds) : seconds }),
    };
  } else {
    try {
      given = JSON.parse(body);
    } catch {
      return refused('the body must be JSON');
    }
  }
  const read = pushInput.safeParse(given);
  if (read.success) {
    const { state, message, responseTimeSeconds } = read.data;
    const responseTime = responseTimeSeconds === undefined ? null : responseTimeSeconds * 1_000;
    return { push: { check, state, message: message ?? null, responseTime } };
  }
  return refused(
    read.error.issues
      .flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => `${key} is not known; known are ${Object.keys(pushInput.shape).join(', ')}`)
          : [
              `${issue.path.length === 0 ? 'the body' : issue.path.join('.')} ${issue.path.length === 0 ? 'must be a JSON object' : issue.message}`,
            ],
      )
      .join('; '),
  );
}

function refused(detail: string): { problem: Problem } {
  return { problem: { status: 400, title: 'Bad Request', detail } };
}
