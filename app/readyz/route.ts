import type { Readiness } from '../../lib/status/source.ts';
import { status } from '../../lib/status/status.ts';
import { readingOptions, refuseMethod } from '../api/problem-response.ts';

export const dynamic = 'force-dynamic';

/** Says whether what is shown is watched: the worker's last commit is recent, by its own word. */
export function GET(request: Request): Response {
  const readiness = status().readiness();
  const verdict = readiness.ready ? 'ok' : 'not ready';
  const verbose = new URL(request.url).searchParams.has('verbose');
  const lines = verbose ? [...findings(readiness), ...readiness.reasons, verdict] : [verdict];
  return new Response(`${lines.join('\n')}\n`, {
    status: readiness.ready ? 200 : 503,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(readiness.ready ? {} : { 'Retry-After': '1' }),
    },
  });
}

function findings({ worker, databaseAnswers, schemaReady }: Readiness): string[] {
  const finding = (name: string, ok: boolean) => (ok ? `[+]${name} ok` : `[-]${name} failed`);
  return [
    finding('database', databaseAnswers),
    finding('schema', schemaReady),
    finding('worker', worker.alive),
    configuration(worker.figures),
  ];
}

/** How many problems the file has; what they are names paths and values, which are for the log. */
function configuration(figures: Readiness['worker']['figures']): string {
  if (figures === null) return '[-]configuration unknown';
  if (figures.configOk) return '[+]configuration ok';
  const [count = 'a problem'] = /^\d+ problems$/.exec(figures.configError ?? '') ?? [];
  return `[!]configuration: the file on disk has ${count}; the last good one is in force`;
}

export { readingOptions as OPTIONS, refuseMethod as DELETE, refuseMethod as PATCH };
export { refuseMethod as POST, refuseMethod as PUT };
