import { badgePaths } from './badge-paths.ts';
import { feedPaths } from './feed-paths.ts';
import { healthPaths } from './health-paths.ts';
import { noticePaths } from './notice-paths.ts';
import type { Paths } from './operation.ts';
import { processPaths } from './process-paths.ts';
import { sharingPaths } from './sharing-paths.ts';
import { statuspagePaths } from './statuspage-paths.ts';

/** Everything that is served but for the pages. */
export const PATHS: Paths = {
  ...healthPaths,
  ...noticePaths,
  ...feedPaths,
  ...statuspagePaths,
  ...badgePaths,
  ...sharingPaths,
  ...processPaths,
};
