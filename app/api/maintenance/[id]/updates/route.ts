import type { MaintenancePlan } from '../../../../../lib/model.ts';
import { checkIdOf } from '../../../check-id.ts';
import { serving } from '../../../problem-response.ts';
import { answerWrite } from '../../../write.ts';
import { maintenanceAnswer, maintenanceVersion } from '../../maintenance-answer.ts';

export const dynamic = 'force-dynamic';

/** Writes an update of a maintenance. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const id = await checkIdOf(params);
  return answerWrite<MaintenancePlan>(request, {
    body: 'needed',
    version: maintenanceVersion(id),
    write: (notices, input, options) => notices.postUpdate(id, input, options),
    answer: (plan) => maintenanceAnswer(201, plan, id, { Location: `/api/maintenance/${id}` }),
  });
}

const { options, refuse } = serving('POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
