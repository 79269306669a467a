import type { Words } from './words.ts';

/** What to do where there is no check that this visitor may see, in place of the list: the headline says that. */
export function NoChecks({ words }: { words: Words }) {
  return (
    <section className="card prose">
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
