import { readSnapshot } from '../../lib/status/status.ts';

export const dynamic = 'force-dynamic';

const KEPT = { 'x-allswell-cache': 'revision', 'x-allswell-query': '-' };

/** What open pages ask every few seconds: whether there is anything new. */
export function GET(): Response {
  const snapshot = readSnapshot('public');
  const { revision = null, overall = null, generatedAt = null } = snapshot ?? {};
  return Response.json(
    { revision, overall, generatedAt },
    {
      status: snapshot === null ? 503 : 200,
      headers: { 'Cache-Control': 'no-cache', ...(snapshot === null ? {} : KEPT) },
    },
  );
}
