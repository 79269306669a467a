/** What somebody wrote, as HTML that was sanitised when it was written and again when it was read. */
export function Written({ html }: { html: string }) {
  return html === '' ? null : <div className="written" dangerouslySetInnerHTML={{ __html: html }} />;
}
