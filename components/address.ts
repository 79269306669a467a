import type { Site } from '../lib/model.ts';

/** The address that everybody reaches a page by; the path begins with a slash. */
export function addressOf(site: Site, path: string): string {
  return `${site.url}${path}`;
}

/** The path below which the site is, as in `/status`; empty where it has a host of its own. */
export function baseOf(site: Site): string {
  return new URL(site.url).pathname.replace(/\/+$/, '');
}
