/**
 * Settles as `promise` does, or rejects with the signal's reason as soon as it aborts. For work that cannot be
 * stopped itself: it goes on by itself, and what becomes of it then is of no interest.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    // The deadline's own reason, whatever it is.
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
