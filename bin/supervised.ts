import type { ControlMessage } from '../lib/control/messages.ts';

/**
 * Calls `end` once when this process is to end: its supervisor says so or is gone, or a signal came.
 * A SIGINT of the terminal reaches the whole group; under a supervisor, that one decides about it.
 */
export function whenToldToEnd(end: () => void): void {
  let isTold = false;
  const once = () => {
    if (isTold) return;
    isTold = true;
    end();
  };
  const isSupervised = process.send !== undefined;
  process.on('SIGTERM', once);
  process.on('SIGINT', isSupervised ? () => undefined : once);
  process.on('message', (message) => {
    if ((message as ControlMessage).type === 'stop') once();
  });
  process.on('disconnect', once);
  // It may have gone while our modules were loaded.
  if (isSupervised && !process.connected) once();
}

/** Without a reader of our output we go on all the same: a closed terminal is no reason to stop checking. */
export function tolerateLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
