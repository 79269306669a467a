import type { Incident } from '../../../../../lib/model.ts';
import { checkIdOf } from '../../../check-id.ts';
import { serving } from '../../../problem-response.ts';
import { answerWrite } from '../../../write.ts';
import { incidentAnswer, incidentVersion } from '../../incident-answer.ts';

export const dynamic = 'force-dynamic';

/** Writes an update of an incident. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const id = await checkIdOf(params);
  return answerWrite<Incident>(request, {
    body: 'needed',
    version: incidentVersion(id),
    write: (notices, input, options) => notices.update(id, input, options),
    answer: (incident) =>
      incidentAnswer(201, incident, { Location: `/api/incidents/${incident.id}/updates/${lastWritten(incident)}` }),
  });
}

/** The update that was written last, which a back-dated one is not by its place. */
function lastWritten({ updates }: Incident): string {
  return updates.reduce((last, one) => (one.createdAt > last.createdAt ? one : last)).id;
}

const { options, refuse } = serving('POST, OPTIONS');
export { options as OPTIONS, refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
