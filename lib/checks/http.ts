import type { CheckType } from './check.ts';
import { httpOptions } from './http-options.ts';
import { asSlowAfter } from './thresholds.ts';

/** Requests a URL and judges the answer. */
export const http: CheckType<typeof httpOptions> = {
  type: 'http',
  summary: 'Requests a URL and judges the answer.',
  options: httpOptions,
  async probe() {
    throw new Error('not yet');
  },
  slowAfter: ({ expect }) => asSlowAfter(expect?.responseTime),
};
