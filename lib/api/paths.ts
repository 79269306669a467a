import { healthPaths } from './health-paths.ts';
import { noticePaths } from './notice-paths.ts';
import type { Paths } from './operation.ts';

/** Everything that is served but for the pages. */
export const PATHS: Paths = { ...healthPaths, ...noticePaths };
