import { StillPage } from './still-page.tsx';

/** Shown for the moments before the database is there. It asks again by itself, without JavaScript too. */
export function Starting() {
  return (
    <StillPage tone="unknown" title="Starting">
      <meta httpEquiv="refresh" content="2" />
      <p>The monitor is setting up its database. This page comes back by itself in a moment.</p>
    </StillPage>
  );
}
