import type { MonitoringSettings } from '../../../../lib/formats/monitoring/settings.ts';

/** The settings of a site, other than the plainest where a test says so. */
export function settingsOf(over: {
  readonly name?: string;
  readonly url?: string;
  readonly prefix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly histogram?: boolean;
  readonly credential?: MonitoringSettings['credential'];
}): MonitoringSettings {
  const { name = 'Acme', url = 'https://status.acme.example', prefix = 'health_check', labels = {} } = over;
  return {
    site: { name, url, description: null, timezone: 'UTC' },
    metrics: { prefix, labels, histogram: over.histogram ?? false },
    credential: over.credential ?? null,
  };
}
