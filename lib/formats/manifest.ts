import type { Site } from '../model.ts';

/** The web manifest: by it a phone keeps the page among its programs. Addresses are relative to its own. */
export function renderManifest({ name, description }: Site): string {
  const icon = (file: string, sizes: string, purpose: 'any' | 'maskable') => ({
    src: file,
    sizes,
    type: file.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
    purpose,
  });
  const manifest = {
    id: './',
    name,
    short_name: name.length <= 12 ? name : 'Status',
    ...(description === null ? {} : { description }),
    start_url: './',
    scope: './',
    display: 'minimal-ui',
    background_color: '#f6f6f3',
    theme_color: '#f6f6f3',
    icons: [
      icon('favicon.svg', 'any', 'any'),
      icon('icon-192.png', '192x192', 'any'),
      icon('icon-512.png', '512x512', 'any'),
      icon('icon-maskable-512.png', '512x512', 'maskable'),
    ],
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
