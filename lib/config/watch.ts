import { stat } from 'node:fs/promises';
import { reasonOf } from '../env/environment.ts';
import type { NamedFile } from './config.ts';
import { contentOf } from './read-bounded.ts';

export interface WatchOptions {
  readonly path: string;
  /** Files that it names, looked at as well; asked for at each look. Default is none. */
  readonly also?: () => readonly NamedFile[];
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
  const watched = new Map([[path, watchedFile(path, contentOf(path))]]);

  const look = async () => {
    let isChanged = false;
    const named = new Map(also().map((file) => [file.path, file.content]));
    for (const one of watched.keys()) if (one !== path && !named.has(one)) watched.delete(one);
    for (const [one, content] of named) if (!watched.has(one)) watched.set(one, watchedFile(one, content));
    for (const isOther of watched.values()) if (await isOther()) isChanged = true;
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

/** Looks at a file each time it is called: whether its content is another than `told`, and has kept still. */
function watchedFile(path: string, told: string): () => Promise<boolean> {
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
