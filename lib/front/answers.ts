import type { OutgoingHttpHeaders } from 'node:http';
import type { StatusSource } from '../status/source.ts';
import { Answer, listOf, QUERY_HEADER } from './answer.ts';
import { AnswerStore, type KeptAnswer } from './answer-store.ts';
import type { Coding } from './content-coding.ts';
import type { FrontLimits } from './limits.ts';
import { FrontProblem } from './problem.ts';
import { Demand, Renewal } from './renewal.ts';
import { render, type Rendered, type Renderer, type RenderRequest } from './render.ts';
import type { FrontSite } from './site.ts';
import type { Target } from './target.ts';
import { Variants } from './variants.ts';

export interface AnswersOptions {
  readonly renderer: Renderer;
  readonly status: Pick<StatusSource, 'revision' | 'subscribe' | 'beforeMove'>;
  readonly site: () => FrontSite;
  /** Whether this path is a file that never changes while we run. */
  readonly isStatic: (path: string) => boolean;
  readonly limits: FrontLimits;
  /** The script of pages that sleep. */
  readonly waker: string;
  /** Whether the event loop has no time for work that nobody waits for. */
  readonly isBusy: () => boolean;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Told of a rendering that failed, where no error goes to who asked: it was made ahead, or another page takes its place. */
  readonly onError: (error: unknown, url: string) => void;
}

/** An answer that was made, and what it is kept as. `stream`: it has no end, and is nobody else's. */
export interface Made {
  readonly answer: Answer;
  readonly key: string;
  readonly stream: Rendered['stream'];
}

/** A request for a page, without its address. */
type PageRequest = Omit<RenderRequest, 'url'>;

/** In this last part of its age, an answer that is asked for is made anew before it is too old. */
const RENEWED_FROM = 0.7;

/** Has no page of its own, by its name in Next. */
const NOT_FOUND_PAGE = '/_not-found';

/** Says in HTML that a page failed, to a request that has this header, which none from outside has. */
const FAULT_PAGE = '/fault';
const FAULT_HEADER = 'x-allswell-fault';

/** The answers to GET: from what is kept, or rendered once for all who ask at the same time. */
export class Answers {
  readonly kept: AnswerStore;
  readonly files: AnswerStore;
  private readonly options: AnswersOptions;
  private readonly variants = new Variants();
  private readonly flights = new Map<string, Promise<Made>>();
  private readonly demand: Demand;
  private readonly renewal: Renewal;

  constructor(options: AnswersOptions) {
    this.options = options;
    this.kept = new AnswerStore(options.limits.keptBytes);
    this.files = new AnswerStore(options.limits.keptBytes);
    this.demand = new Demand(options.limits.renewWithin, options.now);
    this.renewal = new Renewal({
      kept: this.kept,
      status: options.status,
      demand: this.demand,
      concurrency: options.limits.renewConcurrency,
      isBusy: options.isBusy,
      renew: (old) => this.renew(old),
    });
  }

  /** Sets off no more rendering ahead. */
  close(): void {
    this.renewal.close();
  }

  /** The answer that is at hand, if there is one and it is true now. */
  atHand(target: Target, headers: Readonly<Record<string, string | string[] | undefined>>): Made | null {
    if (this.options.isStatic(target.path)) {
      const key = this.fileKey(target);
      const file = this.files.get(key);
      return file === undefined ? null : { answer: file.answer, key, stream: null };
    }
    const key = this.key(this.options.status.revision(), target, headers);
    const kept = this.kept.get(key);
    if (kept === undefined) return null;
    const now = this.options.now();
    const { maxAge } = kept.answer;
    const age = now - kept.madeAt;
    if (age > maxAge) return null;
    this.demand.note(kept.name);
    if (age > maxAge * RENEWED_FROM) void this.renew(kept);
    return { answer: kept.answer, key, stream: null };
  }

  /** Renders the answer, or waits for it where the same is being rendered for another. */
  async make(asked: Target, headers: Readonly<Record<string, string>>, remoteAddress: string): Promise<Made> {
    if (this.options.isStatic(asked.path)) return this.shared(`file\n${asked.path}`, () => this.readFile(asked));
    const target = this.variants.narrow(asked);
    const made = await this.makePage(target, headers, remoteAddress);
    // By the name that it has now that its Vary is known.
    if (made.answer.holds) this.demand.note(this.variants.key(target, headers));
    return made;
  }

  private async makePage(
    target: Target,
    headers: Readonly<Record<string, string>>,
    remoteAddress: string,
  ): Promise<Made> {
    const revision = this.options.status.revision();
    if (hasWorkDone(target)) return this.renderPage(target, headers, revision, remoteAddress);
    const flight = this.key(revision, target, headers);
    const running = this.flights.get(flight);
    if (running === undefined)
      return this.shared(flight, () => this.renderPage(target, headers, revision, remoteAddress));
    const made = await running;
    // Now that its Vary is known, it may turn out to be another's: then this one needs its own.
    if (made.answer.holds && made.key === this.key(revision, target, headers)) return made;
    return this.renderPage(target, headers, revision, remoteAddress);
  }

  /** Counts an answer's bytes anew, after it was compressed. */
  resized(made: Made): void {
    this.kept.resized(made.key);
    this.files.resized(made.key);
  }

  private shared(flight: string, work: () => Promise<Made>): Promise<Made> {
    const running = this.flights.get(flight);
    if (running !== undefined) return running;
    const made = work().finally(() => this.flights.delete(flight));
    this.flights.set(flight, made);
    return made;
  }

  private async readFile(target: Target): Promise<Made> {
    const request = { method: 'GET', url: target.path, headers: {}, body: null, remoteAddress: '127.0.0.1' } as const;
    const { limits } = this.options;
    const rendered = await render(this.options.renderer, request, bounds(limits));
    const key = this.fileKey(target);
    // Its time of change is that of the build or the check-out, and says nothing.
    delete rendered.headers['last-modified'];
    const answer = new Answer(rendered, true, this.options.site());
    if (rendered.status === 200)
      this.files.set(key, {
        answer,
        revision: null,
        target,
        headers: {},
        name: key,
        madeAt: this.options.now(),
      });
    return { answer, key, stream: null };
  }

  /** One name for what is kept and for what is being made: the answers of a move that is prepared stand beside the last ones. */
  private key(
    revision: string,
    target: Target,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): string {
    return `${revision}\n${this.variants.key(target, headers)}`;
  }

  /** Scripts name each other below the site's path, which may change. */
  private fileKey({ path }: Target): string {
    return `${this.options.site().base} ${path}`;
  }

  private async renderPage(
    target: Target,
    headers: Readonly<Record<string, string>>,
    revision: string,
    remoteAddress: string,
    codings: readonly Coding[] = [],
  ): Promise<Made> {
    const { status } = this.options;
    const madeAt = this.options.now();
    const request = { method: 'GET', url: target.url, headers, body: null, remoteAddress } as const;
    const rendered = await this.complete(request);
    const answer = new Answer(rendered, false, this.options.site(), this.options.waker);
    // Before it takes the place of the last one: who asks next need not wait for it.
    for (const coding of codings) await answer.in(answer.codingFor(coding));
    if (answer.holds) this.variants.tell(target, answer);
    const key = this.key(revision, target, headers);
    // Of an answer that the revision moved under, nobody can say which one it shows.
    if (answer.holds && status.revision() === revision) {
      const kept = { answer, revision, madeAt, headers, name: this.variants.key(target, headers) };
      this.kept.set(key, { ...kept, target: this.variants.narrow(target) });
    }
    return { answer, key, stream: rendered.stream };
  }

  /** An answer as it is, or what is to stand in its place. */
  private async complete(request: RenderRequest): Promise<Rendered> {
    const { renderer, limits, onError } = this.options;
    let first: Rendered;
    try {
      first = await render(renderer, request, bounds(limits));
    } catch (error) {
      const isFault = error instanceof FrontProblem && error.status === 500;
      if (!isFault || !/text\/html/i.test(request.headers['accept'] ?? '')) throw error;
      onError(error.cause ?? error, request.url);
      return this.fault({}, request);
    }
    const { headers } = first;
    if (isEmptyShell(first, 404)) return this.instead(headers, NOT_FOUND_PAGE, request);
    if (isEmptyShell(first, 500)) return this.fault(headers, request);
    const elsewhere = headers['x-allswell-render'];
    return typeof elsewhere === 'string' ? this.instead(headers, elsewhere, request) : first;
  }

  private async fault(said: OutgoingHttpHeaders, request: PageRequest): Promise<Rendered> {
    const headers = { ...request.headers, [FAULT_HEADER]: '1' };
    return { ...(await this.instead(said, FAULT_PAGE, { ...request, headers })), status: 500 };
  }

  /** The page that an answer names whose headers `said` are, under the address that was asked for. */
  private async instead(said: OutgoingHttpHeaders, url: string, request: PageRequest): Promise<Rendered> {
    if (!/^\/(?![/\\])/.test(url)) throw new FrontProblem(500, 'the answer could not be made');
    const page = await render(this.options.renderer, { ...request, url }, bounds(this.options.limits));
    const vary = [...listOf(said.vary), ...listOf(page.headers.vary)].join(', ');
    const headers: OutgoingHttpHeaders = {
      ...page.headers,
      ...(vary === '' ? {} : { vary }),
      // The parameters that matter are those of the address that was asked for.
      [QUERY_HEADER]: said[QUERY_HEADER],
    };
    return { ...page, headers };
  }

  private async renew(old: KeptAnswer): Promise<void> {
    const revision = this.options.status.revision();
    const key = this.key(revision, old.target, old.headers);
    const kept = this.kept.peek(key);
    if (kept !== undefined && kept !== old) return; // it is there: another revision's, or somebody was faster
    const { codings } = old.answer;
    try {
      await this.shared(key, () => this.renderPage(old.target, old.headers, revision, '127.0.0.1', codings));
    } catch (error) {
      this.options.onError(error, old.target.url);
    }
  }
}

/**
 * Next answers a page's `notFound()`, and a page that threw, by a shell that shows nothing until its scripts have run;
 * a path without a page gets words in HTML.
 */
function isEmptyShell({ status, headers, body }: Rendered, code: 404 | 500): boolean {
  if (status !== code || !String(headers['content-type']).startsWith('text/html')) return false;
  return body.subarray(0, 200).includes('<html id="__next_error__"');
}

/**
 * Such a request has the worker run checks, and those that come at once are one run there. Behind another's rendering
 * it would come too late for that, and be a second run.
 */
function hasWorkDone({ query }: Target): boolean {
  return /(?:^|&)fresh=/.test(query);
}

function bounds(limits: FrontLimits): { timeout: number; maxBody: number } {
  return { timeout: limits.answerTimeout, maxBody: limits.maxAnswerBody };
}
