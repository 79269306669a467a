import type { Push, Result } from '../model.ts';
import type { ControlMessage } from './messages.ts';

/** A process's line to its supervisor; `process` is one when it has an IPC channel. */
export interface ControlLine {
  send?(message: ControlMessage, sent: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** What became of a request to run checks. */
export type RunAnswer =
  /** They ran. `lastResultId`: what has to be read to show them. */
  | { readonly outcome: 'ran'; readonly results: readonly Result[]; readonly lastResultId: number }
  /** The worker could not run them. */
  | { readonly outcome: 'failed'; readonly error: string }
  /** There is no line to a worker. */
  | { readonly outcome: 'away' }
  /** The worker did not answer in time; it may still run them. */
  | { readonly outcome: 'timeout' };

type Ran = Extract<ControlMessage, { type: 'ran' }>;
type Asked =
  | Omit<Extract<ControlMessage, { type: 'run' }>, 'request'>
  | Omit<Extract<ControlMessage, { type: 'push' }>, 'request'>;

/** Asks the worker to run checks, identical requests at the same time once, and tells it what others said. */
export class ControlClient {
  private readonly line: ControlLine;
  private readonly newName: () => string;
  private readonly waiting = new Map<string, (message: Ran) => void>();
  private readonly flights = new Map<string, Promise<RunAnswer>>();

  /** `newName` gives a name that no other request of any web process has. */
  constructor(line: ControlLine, newName: () => string) {
    this.line = line;
    this.newName = newName;
    line.on('message', (message) => this.receive(message));
  }

  /** Has the worker run these checks, and waits for its answer for at most `timeout` ms. */
  run(checks: readonly string[], timeout: number): Promise<RunAnswer> {
    const key = JSON.stringify([...checks].sort());
    const running = this.flights.get(key);
    if (running !== undefined) return running;
    const flight = this.ask({ type: 'run', checks }, timeout).finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }

  /** Tells the worker what was said about push checks, and waits for the results of it for at most `timeout` ms. */
  push(pushes: readonly Push[], timeout: number): Promise<RunAnswer> {
    return this.ask({ type: 'push', pushes }, timeout);
  }

  private async ask(what: Asked, timeout: number): Promise<RunAnswer> {
    if (this.line.send === undefined) return { outcome: 'away' };
    const request = this.newName();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<RunAnswer>((resolve) => {
        timer = setTimeout(() => resolve({ outcome: 'timeout' }), timeout);
        timer.unref();
        this.waiting.set(request, ({ results, lastResultId, error }) =>
          resolve(error === null ? { outcome: 'ran', results, lastResultId } : { outcome: 'failed', error }),
        );
        // A closed channel means that the supervisor is gone, and the worker with it.
        this.line.send?.({ ...what, request }, (error) => {
          if (error !== null) resolve({ outcome: 'away' });
        });
      });
    } finally {
      clearTimeout(timer);
      this.waiting.delete(request);
    }
  }

  private receive(message: unknown): void {
    if (!isControlMessage(message)) return;
    if (message.type === 'ran') this.waiting.get(message.request)?.(message);
  }
}

/** The channel carries only our own messages, and Node's own are filtered out before. */
function isControlMessage(message: unknown): message is ControlMessage {
  return typeof message === 'object' && message !== null && 'type' in message;
}

const KEY = Symbol.for('allswell.control');

/** The client of this process: one, although routes and the front are separate module graphs. */
export function controlClient(): ControlClient {
  const home = globalThis as { [KEY]?: ControlClient };
  home[KEY] ??= new ControlClient(process, () => crypto.randomUUID());
  return home[KEY];
}
