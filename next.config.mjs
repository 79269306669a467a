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
  htmlLimitedBots: /.*/, // titles and feed links stand in the head of each page's HTML, for readers of every kind
  // Pages are functions of the status: the front keeps them until its revision moves.
  headers: async () =>
    ['/', '/checks/:id', '/history', '/incidents', '/incidents/:id'].map((source) => ({
      source,
      headers: [{ key: 'x-allswell-cache', value: 'revision' }],
    })),
};

export default config;
