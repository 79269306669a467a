/** Shown in place of the list when the configuration names no check that this visitor may see. */
export function NoChecks() {
  return (
    <section className="card prose">
      <h2>Nothing to show yet</h2>
      <p>
        No public check is configured. Whoever runs this page adds checks to <code>allswell.config.yaml</code>; they
        appear here without a restart:
      </p>
      <pre>
        <code>{`checks:
  - id: website
    name: Website
    type: http
    url: https://www.example.com/`}</code>
      </pre>
    </section>
  );
}
