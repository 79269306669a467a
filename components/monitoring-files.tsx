import type { MessageKey, Words } from './words.ts';

const FILES: readonly {
  readonly group: string;
  readonly files: readonly { readonly name: string; readonly about: MessageKey }[];
}[] = [
  {
    group: 'Prometheus',
    files: [
      { name: 'prometheus.yml', about: 'files.scrape' },
      { name: 'prometheus-rules.yml', about: 'files.rules' },
    ],
  },
  {
    group: 'Grafana',
    files: [
      { name: 'grafana-dashboard.json', about: 'files.dashboard' },
      { name: 'grafana-datasource.yml', about: 'files.datasource' },
      { name: 'grafana-dashboards.yml', about: 'files.dashboards' },
    ],
  },
];

/** The files with which Prometheus and Grafana watch what this page watches, made for its configuration. */
export function MonitoringFiles({ prefix, words }: { prefix: string; words: Words }) {
  const metrics = (
    <a href="/metrics" dir="ltr">
      /metrics
    </a>
  );
  return (
    <>
      <p className="lead">{words.rich('files.lead', { prefix: <code dir="ltr">{prefix}</code>, link: metrics })}</p>
      <div className="pair">
        {FILES.map(({ group, files }) => (
          <section key={group} className="card prose">
            <h2>{group}</h2>
            <dl className="files">
              {files.map(({ name, about }) => (
                <div key={name}>
                  <dt>
                    <a href={`/monitoring/${name}`}>{name}</a>
                  </dt>
                  <dd>{words.t(about)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}
