import { readAlertGroup } from '../../../../lib/api/alertmanager.ts';
import { authoriseRequest } from '../../../../lib/auth/request.ts';
import { DEFAULT_HOOK, takeAlerts, type TakenAlerts } from '../../../../lib/incidents/alerts.ts';
import { notices } from '../../../../lib/incidents/source.ts';
import { readSnapshot, status } from '../../../../lib/status/status.ts';
import { notReadyResponse, problemResponse, refusalResponse, serving } from '../../problem-response.ts';
import { pushNow } from '../../run-now.ts';
import { failureResponse } from '../../write.ts';

export const dynamic = 'force-dynamic';

/** The delivery before: they are taken one after another. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Takes what Alertmanager tells: states of push checks, and incidents. It tries again whatever is answered with 5xx, and
 * nothing else.
 */
export async function POST(request: Request): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'admin');
  if ('status' in grant) return refusalResponse(request, grant);
  const read = readAlertGroup(await request.text());
  if ('errors' in read) {
    const detail = 'the body is not what Alertmanager sends (version 4)';
    return problemResponse(request, { status: 400, title: 'Bad Request', detail, errors: read.errors });
  }
  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return notReadyResponse(request);

  const taking = before.then(async (): Promise<TakenAlerts> => {
    return takeAlerts(read.group, {
      notices: await notices(),
      settings: snapshot.hook ?? DEFAULT_HOOK,
      checks: snapshot.checks,
      instance: snapshot.instance.id,
      now: Date.now(),
    });
  });
  before = taking.catch(() => undefined);
  try {
    const { pushes, incidents, ignored } = await taking;
    const paused = new Set(snapshot.checks.filter((check) => check.state === 'paused').map((check) => check.id));
    const pushed = await pushNow(pushes.filter(({ check }) => !paused.has(check)));
    if ('problem' in pushed) return problemResponse(request, pushed.problem, { 'Retry-After': '5' });
    if (incidents.length > 0) await status().refresh();
    const checks = pushes.map(({ check, state }) => ({ check, state }));
    return Response.json({ checks, incidents, ignored }, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return failureResponse(request, error);
  }
}

const { options, refuse } = serving('POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
