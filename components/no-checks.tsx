import type { Words } from './words.ts';

/** Shown in place of the list when the configuration names no check that this visitor may see. */
export function NoChecks({ words }: { words: Words }) {
  return (
    <section className="card prose">
      <h2>{words.t('empty.title')}</h2>
      <p>{words.rich('empty.text', { file: <code dir="ltr">allswell.config.yaml</code> })}</p>
      <pre dir="ltr">
        <code>{`checks:
  - id: website
    name: Website
    type: http
    url: https://www.example.com/`}</code>
      </pre>
    </section>
  );
}
