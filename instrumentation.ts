/** Next calls this once when its server begins; in production bin/web has done all that there is to do. */
export async function register(): Promise<void> {
  // Next looks at exactly these expressions when it decides what to bundle for which runtime.
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.NODE_ENV === 'development') {
    const { provideSourcesForDevelopment } = await import('./bin/sources.ts');
    provideSourcesForDevelopment();
  }
}
