import { expect, it } from 'vitest';
import { webEnvironment } from '../../../lib/env/web-environment.ts';

it('hands on what the web process needs and nothing else', () => {
  expect(
    webEnvironment({
      PATH: '/bin',
      PORT: '0',
      DATABASE_URL: 'file:a.db',
      ALLSWELL_ADMIN_TOKEN_FILE: '/run/secrets/admin',
      ALLSWELL_METRICS_TOKEN: 'm',
      TZ: undefined,
      SHOP_TOKEN: 'hunter2',
      SHOP_TOKEN_FILE: '/run/secrets/shop',
      AWS_SECRET_ACCESS_KEY: 'hunter2',
      ALLSWELL_CONFIG: 'a.yaml',
      HOSTNAME: 'c0ffee',
      NEXT_TELEMETRY_DISABLED: '0',
    }),
  ).toEqual({
    PATH: '/bin',
    PORT: '0',
    DATABASE_URL: 'file:a.db',
    ALLSWELL_ADMIN_TOKEN_FILE: '/run/secrets/admin',
    ALLSWELL_METRICS_TOKEN: 'm',
    NEXT_TELEMETRY_DISABLED: '1',
  });
});
