import { StillPage } from '../components/still-page.tsx';

export default function NotFound() {
  return (
    <StillPage tone="unknown" title="Page not found">
      <p>There is no such page, check, incident or maintenance. It may have been renamed or removed.</p>
      <p>
        <a href="/">Current status</a>
      </p>
    </StillPage>
  );
}
