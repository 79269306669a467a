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
};

export default config;
