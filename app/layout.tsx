import type { Viewport } from 'next';
import type { ReactNode } from 'react';
import './globals.css';

// Whatever is shown is read when it is asked for: a status page of an hour ago is worse than none.
export const dynamic = 'force-dynamic';

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f6f3' },
    { media: '(prefers-color-scheme: dark)', color: '#0f1214' },
  ],
};

/** Each page makes its own document: a layout does not know in which language it was asked for. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return children;
}
