import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client/client.ts';

/** How long a statement waits for another session's lock, as the interface promises. ms */
const PATIENCE = 5_000;

/**
 * Opens a Prisma client on a PostgreSQL database whose tables are there. One client is one connection: what is asked of
 * it at the same time has to wait anyhow, and a transaction that waits for a second one of the same pool waits for ever.
 *
 * @param url as `postgresql://user:password@host:port/database`
 */
export function openClient(url: string): PrismaClient {
  // Each of our statements is parsed and planned once a connection. They are constants, so the names are few.
  const names = new Map<string, string>();
  const nameOf = (sql: string) => {
    const name = names.get(sql) ?? `allswell_${names.size}`;
    names.set(sql, name);
    return name;
  };
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: 1,
      application_name: 'allswell',
      connectionTimeoutMillis: PATIENCE,
      keepAlive: true,
      // A commit that was acknowledged is on disk, whatever the server's own setting.
      options: `-c lock_timeout=${PATIENCE} -c synchronous_commit=on -c timezone=UTC`,
    },
    { statementNameGenerator: ({ sql }) => nameOf(sql) },
  );
  return new PrismaClient({ adapter });
}
