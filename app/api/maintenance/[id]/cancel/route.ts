import type { MaintenancePlan } from '../../../../../lib/model.ts';
import { checkIdOf } from '../../../check-id.ts';
import { serving } from '../../../problem-response.ts';
import { answerWrite } from '../../../write.ts';
import { maintenanceAnswer, maintenanceVersion } from '../../maintenance-answer.ts';

export const dynamic = 'force-dynamic';

/** Cancels a window of a maintenance, or all that are to come. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const id = await checkIdOf(params);
  return answerWrite<MaintenancePlan>(request, {
    body: 'optional',
    version: maintenanceVersion(id),
    write: (notices, input, options) => notices.cancel(id, input, options),
    answer: (plan) => maintenanceAnswer(200, plan, id),
  });
}

const { options, refuse } = serving('POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
