/** The pages that are functions of the status, and the parameters of the query that each depends on. */
const KEPT_PAGES = {
  '/': 'check group lang q:folded state',
  '/checks/:id': 'range lang',
  '/groups/:id': 'lang',
  '/history': 'month check group lang',
  '/history/:date': 'check group lang',
  '/incidents': 'month lang',
  '/incidents/:id': 'lang',
  '/maintenance': 'lang',
  '/maintenance/:id': 'lang',
  '/monitoring': 'lang',
};

/** @type {import('next').NextConfig} */
const config = {
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  compress: false, // the front compresses, once
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ['better-sqlite3', '@prisma/client', '@prisma/adapter-better-sqlite3', 'prom-client'],
  typescript: { ignoreBuildErrors: true }, // `npm run types` is where types are checked, once
  generateEtags: false, // the front's
  devIndicators: false,
  experimental: { preloadEntriesOnStart: false }, // bin/web does it when the first page is answered
  htmlLimitedBots: /.*/, // titles and feed links stand in the head of each page's HTML, for readers of every kind
  // The front keeps them until the revision moves.
  headers: async () => [
    ...Object.entries(KEPT_PAGES).map(([source, parameters]) => ({
      source,
      headers: [
        { key: 'x-allswell-cache', value: 'revision' },
        { key: 'x-allswell-query', value: parameters },
      ],
    })),
    // Others may show it in a frame.
    { source: '/groups/:id', headers: [{ key: 'x-allswell-frames', value: 'any' }] },
  ],
};

export default config;
