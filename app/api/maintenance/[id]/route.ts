import { authoriseRequest } from '../../../../lib/auth/request.ts';
import { plannedJson } from '../../../../lib/formats/maintenance-json.ts';
import { notices } from '../../../../lib/incidents/source.ts';
import type { MaintenancePlan } from '../../../../lib/model.ts';
import { readSnapshot } from '../../../../lib/status/status.ts';
import { checkIdOf } from '../../check-id.ts';
import { freshHeaders, jsonResponse, noSuch } from '../../notice-response.ts';
import { notReadyResponse, problemResponse, refusalResponse, serving } from '../../problem-response.ts';
import { answerWrite, failureResponse, GONE } from '../../write.ts';
import { maintenanceAnswer, maintenanceTag, maintenanceVersion, windowMeant } from '../maintenance-answer.ts';

export const dynamic = 'force-dynamic';

interface Context {
  readonly params: Promise<{ id: string }>;
}

/** A maintenance: the window that is named, with the plan that it is of. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const grant = authoriseRequest(request.headers, 'public');
  if ('status' in grant) return refusalResponse(request, grant);
  const snapshot = readSnapshot(grant.audience);
  if (snapshot === null) return notReadyResponse(request);
  const id = await checkIdOf(params);
  try {
    const plan = await (await notices()).plan(id);
    // The snapshot knows whether this audience sees it, and which of its checks.
    const seen = snapshot.maintenance.find((window) => window.plan === plan?.id);
    const meant = plan === null || seen === undefined ? null : windowMeant(plan, id, Date.now());
    if (plan === null || seen === undefined || meant === null)
      return problemResponse(request, noSuch('maintenance', id));
    const window = { ...meant, checks: seen.checks };
    return jsonResponse(plannedJson(plan, window), {
      ETag: maintenanceTag(plan, window),
      ...freshHeaders(grant.audience),
    });
  } catch (error) {
    return failureResponse(request, error);
  }
}

/** Changes a maintenance. */
export async function PATCH(request: Request, { params }: Context): Promise<Response> {
  const id = await checkIdOf(params);
  return answerWrite<MaintenancePlan>(request, {
    body: 'needed',
    version: maintenanceVersion(id),
    write: (all, input, options) => all.editPlan(id, input, options),
    answer: (plan) => maintenanceAnswer(200, plan, id),
  });
}

/** Deletes a maintenance with all of its windows. */
export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  const id = await checkIdOf(params);
  return answerWrite<MaintenancePlan>(request, {
    body: 'none',
    version: maintenanceVersion(id),
    write: (all, _input, options) => all.removePlan(id, options),
    answer: () => GONE,
  });
}

const { options, refuse } = serving('GET, HEAD, PATCH, DELETE, OPTIONS');
export { options as OPTIONS, refuse as POST, refuse as PUT };
