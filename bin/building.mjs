// What is built, from what, and whether that was done. Plain JavaScript: it runs before anything is built.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DIST = join(ROOT, 'dist');

/** The entry points that are bundled, as dist/NAME.mjs. */
export const ENTRIES = ['cli', 'web', 'worker'];

/** All that a build is made of. */
const SOURCES = [
  'app',
  'bin',
  'components',
  'lib',
  'prisma',
  'public',
  'instrumentation.ts',
  'next.config.mjs',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'prisma.config.ts',
  'tsconfig.json',
];
/** Made by the build itself. */
const GENERATED = ['lib/store/generated', 'lib/store/postgres/generated', 'public/config.schema.json'];

/** What is written last, so that a build that was interrupted is not taken for a whole one. */
const MARKERS = { bundles: join(DIST, 'BUNDLES'), whole: join(DIST, 'BUILD') };

/** A hash of the sources' names and contents. */
export function fingerprint() {
  const hash = createHash('sha256').update(process.version.split('.')[0] ?? '');
  for (const source of SOURCES) addTo(hash, join(ROOT, source));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const name = relative(ROOT, path);
  if (GENERATED.includes(name) || !existsSync(path)) return;
  let names = null;
  try {
    names = readdirSync(path).sort();
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
  }
  if (names === null) hash.update(name).update('\0').update(readFileSync(path)).update('\0');
  else for (const entry of names) addTo(hash, join(path, entry));
}

/**
 * Whether the build on disk is whole and made of the sources on disk. An installation that was stripped of its
 * sources takes what there is.
 * @param {'bundles' | 'whole'} part
 */
export function isBuilt(part) {
  const parts = [MARKERS.bundles, ...(part === 'whole' ? [MARKERS.whole, join(ROOT, '.next/BUILD_ID')] : [])];
  if (!parts.every((path) => existsSync(path))) return false;
  if (!existsSync(join(ROOT, 'app')) || !existsSync(join(ROOT, 'lib'))) return true;
  return readFileSync(MARKERS[part], 'utf8') === fingerprint();
}

/** @param {'bundles' | 'whole'} part */
export function markUnbuilt(part) {
  rmSync(MARKERS.whole, { force: true });
  if (part === 'bundles') rmSync(MARKERS.bundles, { force: true });
}

/** @param {'bundles' | 'whole'} part */
export function markBuilt(part, print) {
  mkdirSync(DIST, { recursive: true });
  writeFileSync(`${MARKERS[part]}.new`, print);
  renameSync(`${MARKERS[part]}.new`, MARKERS[part]);
}
