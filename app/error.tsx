'use client';
import { StillPage } from '../components/still-page.tsx';

/** A fault of the page, which says nothing about the services. */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return (
    <StillPage tone="degraded" title="This page could not be shown">
      <p>The fault is in the status page, not in the services it watches. The checks go on.</p>
      <p>
        <button type="button" onClick={reset}>
          Try again
        </button>{' '}
        <a href="/">Current status</a>
      </p>
    </StillPage>
  );
}
