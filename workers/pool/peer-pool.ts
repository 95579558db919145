import { AppError } from '../../shared/errors/app-error.ts';
import type { ModelState } from '../../shared/estimators/estimator.ts';
import type { DealRequest, FitRequest, PeerMessage, PeerRequest } from './peer.ts';
import type { SpawnWorker } from './worker-handle.ts';

/** A running training thread. */
export interface Peer {
  /** Settles once the peer has the request; from then on the caller may block. */
  fit(request: Omit<FitRequest, 'kind'>): Promise<PeerFit>;
  /** Settles once the peer can fit parts of what it was sent. */
  deal(request: Omit<DealRequest, 'kind'>): Promise<void>;
  /** Fits parts `from` ≤ part < `to` of what it was dealt. */
  fitParts(from: number, to: number): Promise<ModelState>;
  readonly dead: boolean;
  /** Whether it is dead, seen also by a thread that does not return to its event loop. */
  gone(): boolean;
  terminate(): void;
}

export interface PeerFit {
  /** Settles when the peer is through: `aborted` if the team was stopped, else what went wrong. */
  readonly done: Promise<void>;
}

/** Training threads that are kept between fits, since starting one costs about 20 ms. */
export interface PeerPool {
  /**
   * Ready peers. The caller hands them back by `release`, or terminates them.
   * @throws AppError `worker-died` when one does not start.
   */
  take(count: number): Promise<Peer[]>;
  release(peers: readonly Peer[]): void;
  close(): void;
}

export function createPeerPool(spawn: SpawnWorker): PeerPool {
  let idle: Peer[] = [];
  return {
    async take(count) {
      idle = idle.filter((peer) => !peer.dead);
      const kept = idle.splice(0, count);
      const started = Array.from({ length: count - kept.length }, () => startPeer(spawn));
      const settled = await Promise.allSettled(started);
      const peers = [...kept, ...settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))];
      const failed = settled.find((each) => each.status === 'rejected');
      if (failed === undefined) return peers;
      peers.forEach((peer) => peer.terminate());
      throw failed.reason;
    },
    release(peers) {
      idle.push(...peers);
    },
    close() {
      idle.forEach((peer) => peer.terminate());
      idle = [];
    },
  };
}

interface Waiting {
  resolve(message: PeerMessage): void;
  reject(cause: AppError): void;
}

/** Settles once the peer has loaded; until then the starting thread must not block. */
async function startPeer(spawn: SpawnWorker): Promise<Peer> {
  const handle = spawn();
  let death: AppError | null = null;
  let waiting: Waiting[] = [];
  /** The next message that nobody waits for yet. */
  const answer = (): Promise<PeerMessage> =>
    new Promise((resolve, reject) => {
      if (death !== null) reject(death);
      else waiting.push({ resolve, reject });
    });
  handle.onDeath((cause) => {
    death = cause;
    waiting.forEach((call) => call.reject(cause));
    waiting = [];
  });
  handle.endpoint.addEventListener('message', (event) => {
    const message = (event as MessageEvent<PeerMessage | { kind?: undefined }>).data;
    // The host has notices of its own.
    if (message.kind === undefined) return;
    const call = waiting.shift();
    if (message.kind === 'failed') call?.reject(AppError.fromProblem(message.problem));
    else call?.resolve(message);
  });
  await answer();
  const post = (request: PeerRequest): void => handle.endpoint.postMessage(request);
  return {
    async fit(request) {
      const [arrived, answered] = [answer(), answer()];
      const done = answered.then(() => {});
      // Whoever awaits it hears of a failure; until then it is none that nobody handles.
      done.catch(() => {});
      post({ kind: 'fit', ...request });
      await arrived;
      // The first look must be at a living thread; it is the caller's, who may block from here on.
      handle.isGone();
      return { done };
    },
    async deal(request) {
      const ready = answer();
      post({ kind: 'deal', ...request });
      await ready;
    },
    async fitParts(from, to) {
      const answered = answer();
      post({ kind: 'parts', from, to });
      const message = await answered;
      if (message.kind === 'parts') return message.state;
      throw new AppError('internal', { detail: `A training thread answered "${message.kind}".` });
    },
    get dead() {
      return death !== null;
    },
    gone: () => death !== null || handle.isGone(),
    terminate: () => handle.terminate(),
  };
}
