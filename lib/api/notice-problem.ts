import { NoticeError, sentence, type NoticeErrorCode } from '../incidents/errors.ts';
import type { Problem } from '../formats/problem.ts';

const STATUS: Readonly<Record<NoticeErrorCode, readonly [number, string]>> = {
  invalid: [422, 'Unprocessable Content'],
  not_found: [404, 'Not Found'],
  precondition_failed: [412, 'Precondition Failed'],
  key_reused: [422, 'Unprocessable Content'],
  wrong_state: [409, 'Conflict'],
  unavailable: [503, 'Service Unavailable'],
};

/** What a request is answered that could not be carried out. */
export function noticeProblem({ code, message, problems }: NoticeError): Problem {
  const [status, title] = STATUS[code];
  if (problems.length === 0) return { status, title, detail: message };
  return {
    status,
    title,
    detail: message,
    errors: problems.map((problem) => ({
      pointer: pointerTo(problem.path),
      detail: sentence({ ...problem, path: '' }),
    })),
  };
}

/** `checks[2]` as a JSON Pointer in the form of a URI's fragment (RFC 6901, 6). */
function pointerTo(path: string): string {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  return ['#', ...steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))].join('/');
}
