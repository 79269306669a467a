import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: [],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores: more workers than that make real servers and clocks lie.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      {
        extends: true,
        // These start whole servers and look at their clocks: one at a time.
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
