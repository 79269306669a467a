import * as z from 'zod';
import type { CheckType } from './check.ts';
import { openConnection } from './connection.ts';
import { failed } from './errors.ts';
import { hostname, port, responseTime } from './scalars.ts';
import { asSlowAfter, slowness } from './thresholds.ts';

const options = z.strictObject({
  host: hostname.describe('The host name or IP address to connect to'),
  port: port.describe('The port to connect to'),
  expect: z
    .strictObject({ responseTime: responseTime.optional() })
    .optional()
    .describe('What makes the run good, beside the connection itself'),
});

/** Opens a TCP connection and closes it again. */
export const tcp: CheckType<typeof options> = {
  type: 'tcp',
  summary: 'Opens a TCP connection.',
  options,
  async probe({ host, port, expect }, context) {
    try {
      const { socket, startedAt, openedAt } = await openConnection({ host, port }, context);
      socket.destroy();
      const elapsed = openedAt - startedAt;
      const finding = slowness(elapsed, expect?.responseTime);
      if (finding === null) return { verdict: 'up', responseTime: elapsed };
      const { verdict, code, raw } = finding;
      return { verdict, code, responseTime: elapsed, details: { raw } };
    } catch (error) {
      context.signal.throwIfAborted();
      return failed(error);
    }
  },
  slowAfter: ({ expect }) => asSlowAfter(expect?.responseTime),
};
