import { fileURLToPath } from 'node:url';

/** The package's folder: that of the sources and, one below, of what is built from them. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
