import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What stops its own processes, or loads the whole machine: one at a time, and nothing beside it. */
const ALONE = ['durability', 'lifecycle/deaths', 'runs', 'stall', 'timing'].map(
  (name) => `tests/integration/${name}.test.ts`,
);

/** These take longest, so they begin first: what begins last ends with one core at rest. */
const LONGEST = [
  'browser/quality',
  'integration/clock-and-disk',
  'integration/services',
  'integration/monitoring/dashboard',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.endsWith(`${name}.test.ts`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Whole servers and their clocks. */
const SERVERS = { testTimeout: 300_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    setupFiles: [],
    // Long enough for any machine: no limit here proves anything, it only ends what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Two cores: more workers than that make real servers and clocks lie.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      {
        extends: true,
        // Each file has its own folders, ports and servers: two at a time.
        test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], exclude: ALONE, ...SERVERS },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, fileParallelism: false, sequence: { groupOrder: 1 }, ...SERVERS },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          ...SERVERS,
        },
      },
    ],
  },
});
