import { contrast, mixed } from './contrast.ts';
import { GROUNDS, type Scheme } from './state-colors.ts';

/** What text needs on its ground (WCAG 2.2, 1.4.3). */
const READABLE = 4.5;
const STEPS = 50;

/** An accent that can be read on the pages: the colour itself, or as little darker (on dark pages lighter) as it takes. */
export function readableAccent(color: string, scheme: Scheme): string {
  const { page, card } = GROUNDS[scheme];
  const towards = scheme === 'light' ? '#000000' : '#ffffff';
  for (let step = 0; step < STEPS; step++) {
    const tried = mixed(color, towards, step / STEPS);
    if (Math.min(contrast(tried, page), contrast(tried, card)) >= READABLE) return tried;
  }
  return towards;
}

/** The style rules that set the operator's accent, wherever they stand among the others. */
export function accentRules({ light, dark }: { readonly light: string; readonly dark: string }): string {
  const rule = (color: string, scheme: Scheme) => `:root:root{--accent:${readableAccent(color, scheme)}}`;
  return `${rule(light, 'light')}@media screen and (prefers-color-scheme:dark){${rule(dark, 'dark')}}`;
}
