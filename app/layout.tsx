import type { Viewport } from 'next';
import type { ReactNode } from 'react';
import { Sprite } from '../components/sprite.tsx';
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

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Sprite />
        {children}
      </body>
    </html>
  );
}
