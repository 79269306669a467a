/** A text of the operator's that stands on every page. `html` is sanitised. */
export function SiteText({ html, place }: { html: string | null | undefined; place: 'header' | 'footer' }) {
  if (html === null || html === undefined || html === '') return null;
  return <div className={`written site-${place}`} dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
}
