/** Next calls this once when its server begins; in production bin/web has done all that there is to do. */
export async function register(): Promise<void> {
  // Next looks at exactly these expressions when it decides what to bundle for which runtime.
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.NODE_ENV === 'development') {
    const { provideSourcesForDevelopment } = await import('./bin/sources.ts');
    provideSourcesForDevelopment();
  }
}

/** What a route or a page threw, which Next answers with 500 and without a word. */
export async function onRequestError(
  error: unknown,
  request: Readonly<{ path: string; method: string }>,
): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { createLog } = await import('./lib/env/log.ts');
  createLog('web').error('a request failed', {
    method: request.method,
    path: request.path.replace(/\?.*$/, ''),
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}
