const FILES = [
  {
    group: 'Prometheus',
    files: [
      { name: 'prometheus.yml', about: 'A scrape configuration: where the metrics are, how often, with which access.' },
      { name: 'prometheus-rules.yml', about: 'Alert rules: down, slow, certificate expiring, stale, target missing.' },
    ],
  },
  {
    group: 'Grafana',
    files: [
      { name: 'grafana-dashboard.json', about: 'A dashboard that imports as it is.' },
      { name: 'grafana-datasource.yml', about: 'Provisions Prometheus as its data source.' },
      { name: 'grafana-dashboards.yml', about: 'Provisions dashboards from a folder.' },
    ],
  },
] as const;

/** The files with which Prometheus and Grafana watch what this page watches, made for its configuration. */
export function MonitoringFiles({ prefix }: { prefix: string }) {
  return (
    <>
      <p className="lead">
        Files for Prometheus and Grafana, made for this installation: its address, and metrics that begin with{' '}
        <code>{prefix}</code>. The metrics themselves are at <a href="/metrics">/metrics</a>.
      </p>
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
                  <dd>{about}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}
