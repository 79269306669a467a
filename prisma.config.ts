import { defineConfig } from 'prisma/config';

// `prisma generate` never calls the schema engine, but looks for its binary and downloads it when there is none.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma' });
