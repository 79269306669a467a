'use client';
import { Sprite } from '../components/sprite.tsx';
import { StillPage } from '../components/still-page.tsx';
import './globals.css';

/** The last resort, when not even the frame of the pages could be rendered. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <Sprite />
        <StillPage tone="degraded" title="This page could not be shown">
          <p>The fault is in the status page, not in the services it watches. The checks go on.</p>
          <p>
            <a href="/">Try again</a>
          </p>
        </StillPage>
      </body>
    </html>
  );
}
