import type { Push, Result } from '../model.ts';

/**
 * What supervisor, web and worker say to each other over Node's IPC channel. The supervisor passes messages on
 * between web and worker; it answers none but its own.
 */
export type ControlMessage =
  /** worker → web: something was committed. `lastResultId` lets the reader skip what it already has. */
  | { readonly type: 'committed'; readonly lastResultId: number }
  /** web → worker: run these checks now. Answered by `ran` with the same `request`. */
  | { readonly type: 'run'; readonly request: string; readonly checks: readonly string[] }
  /** web → worker: this was said about these checks. Answered by `ran` with the results that came of it. */
  | { readonly type: 'push'; readonly request: string; readonly pushes: readonly Push[] }
  /** worker → web: these runs are committed (or could not be made: `error`). */
  | {
      readonly type: 'ran';
      readonly request: string;
      readonly results: readonly Result[];
      /** The log's last id after these runs: what the reader has to have read to show them. */
      readonly lastResultId: number;
      readonly error: string | null;
    }
  /** child → supervisor: ready; `web` tells its address. */
  | { readonly type: 'ready'; readonly role: 'web' | 'worker'; readonly url: string | null }
  /** worker → supervisor: this is the lease holder's name, so that its successor can be vouched for. */
  | { readonly type: 'holder'; readonly holder: string }
  /** worker → supervisor: the text of a good configuration, kept for the worker's successor. Null: built-in. */
  | { readonly type: 'configured'; readonly source: string | null }
  /** supervisor → worker, first message: what its dead predecessor left. */
  | {
      readonly type: 'start';
      readonly deadHolder: string | null;
      readonly lastGood: { readonly source: string | null } | null;
    }
  /** supervisor → worker: read the configuration again. A signal would end one that does not listen yet. */
  | { readonly type: 'reload' }
  /** supervisor → child: end now, within the deadline. */
  | { readonly type: 'stop' };
