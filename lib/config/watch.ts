import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { reasonOf } from '../env/environment.ts';
import { readBounded } from './read-bounded.ts';

export interface WatchOptions {
  readonly path: string;
  /** Files that it names, looked at as well; asked for at each look. Default is none. */
  readonly also?: () => readonly string[];
  /** Called once a change of the content, of a file that appears or goes included. */
  readonly onChange: () => void;
  readonly signal: AbortSignal;
  /** ms between two looks; a change is told after two to three of them. Default is 500. */
  readonly every?: number;
}

/**
 * Watches a file until `signal` aborts. It looks instead of listening, since events are lost on network file
 * systems and when a symbolic link on the way is exchanged, as Kubernetes does. What is still being written is told
 * when it has kept still from one look to the next. Begin to watch before the file is loaded, lest a change falls between.
 */
export function watchConfig({ path, also = () => [], onChange, signal, every = 500 }: WatchOptions): void {
  const watched = new Map([[path, watchedFile(path)]]);

  const look = async () => {
    let isChanged = false;
    const paths = new Set([path, ...also()]);
    for (const one of watched.keys()) if (!paths.has(one)) watched.delete(one);
    for (const one of paths) {
      const file = watched.get(one) ?? watchedFile(one);
      watched.set(one, file);
      if (await file()) isChanged = true;
    }
    if (isChanged && !signal.aborted) onChange();
  };
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    if (signal.aborted) return;
    timer = setTimeout(() => void look().finally(again), every);
    timer.unref();
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  again();
}

/** Looks at a file each time it is called: whether its content is another, and has kept still. */
function watchedFile(path: string): () => Promise<boolean> {
  let told = contentOf(path);
  let settled = '';
  let seen = '';
  return async () => {
    const mark = await markOf(path);
    const isStill = mark === seen;
    seen = mark;
    if (!isStill || mark === settled) return false;
    settled = mark;
    const content = contentOf(path);
    if (content === told) return false;
    told = content;
    return true;
  };
}

/** Names a state of the file by all that a change of it moves. */
async function markOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (cause) {
    return reasonOf(cause);
  }
}

/** A fingerprint of the content, or why there is none. */
function contentOf(path: string): string {
  try {
    return createHash('sha256').update(readBounded(path)).digest('hex');
  } catch (cause) {
    return reasonOf(cause);
  }
}
