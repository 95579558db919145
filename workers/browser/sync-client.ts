import { AppError } from '../../shared/errors/app-error.ts';
import { letCarryRows, letShareWith, mayCarryRows, mayShareWith } from './log-meta.ts';
import { serverApi } from './server-api.ts';
import { stored } from './storage-error.ts';
import { createSyncCycle } from './sync-cycle.ts';
import type { BrowserWorkspace } from './workspace.ts';

export interface SyncStatus {
  /** `error`: the server refused, and the same again would be refused too until something changes. */
  readonly state: 'offline' | 'syncing' | 'in-sync' | 'error';
  /** Changes that were not seen in the server's log yet. */
  readonly pending: number;
  /** Place of the last event that this device holds. */
  readonly headSeq: number;
  readonly lastError: AppError | null;
}

export interface SyncClient {
  status(): SyncStatus;
  subscribe(listener: () => void): () => void;
  /** A round now, whatever the schedule; settles when it is over, also when it failed. */
  syncNow(): Promise<void>;
  /** The person lets this package travel although it holds rows (SYNC10), then syncs. */
  confirmRows(digest: string): Promise<void>;
  /** The person has seen what will leave and agrees that it does, to this server from now on (SYNC10). */
  agree(): Promise<void>;
  /** Settles when a round under way has ended; the workspace may be closed then. */
  stop(): Promise<void>;
}

/** What a sync client reaches the world with; all of it can be replaced in a test. */
export interface SyncClientOptions {
  readonly workspace: BrowserWorkspace;
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
  /** Whether this server may be shared with unasked: one on this machine that wants no token. */
  readonly isOwnMachine?: () => boolean;
  /** Runs work while no other tab does (SYNC9): the Web Lock `sync`. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** Calls back after some ms; the answer takes it back. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** In [0, 1): spreads clients that lost the same server at the same time. */
  readonly random: () => number;
}

const INTERVAL_MS = 5000;
/** So many commits as come within this go in one push. */
const SOON_MS = 100;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 300_000;
/** A server that is just not there is asked more often: on loopback it is restarted, not overloaded. */
const LAST_OFFLINE_RETRY_MS = 15_000;

/** Keeps this device and a server in step, from now until `stop`. */
export function startSync(options: SyncClientOptions): SyncClient {
  const { workspace, exclusively, schedule, random, origin, isOwnMachine = () => true } = options;
  const { db, log, blobs } = workspace;
  const server = serverApi(options.fetch, options.origin);
  const confirmed = (digest: string): Promise<boolean> => stored(() => mayCarryRows(db, digest));
  const mayShare = async (): Promise<boolean> =>
    isOwnMachine() || (await stored(() => mayShareWith(db, origin)));
  const cycle = createSyncCycle({ log, blobs, server, mayCarryRows: confirmed, mayShare });
  const listeners = new Set<() => void>();
  let status: SyncStatus = { state: 'offline', pending: 0, headSeq: 0, lastError: null };
  let failures = 0;
  let stopped = false;
  let cancelNext = (): void => {};
  let running: Promise<void> | null = null;

  const publish = async (change: Partial<SyncStatus>): Promise<void> => {
    if (stopped) return;
    const next = { ...status, ...change, pending: await log.pending(), headSeq: (await log.head()).seq };
    if (same(status, next)) return;
    status = next;
    listeners.forEach((listener) => listener());
  };
  const next = (ms: number): void => {
    cancelNext();
    if (!stopped) cancelNext = schedule(() => void syncNow(), ms);
  };
  const round = async (): Promise<void> => {
    cancelNext();
    if (stopped) return;
    // What waits for the person's word goes on asking for it, whatever else comes and goes.
    const asking = status.lastError?.code === 'package-contains-rows';
    if (!asking && (status.state !== 'in-sync' || (await log.pending()) > 0))
      await publish({ state: 'syncing' });
    try {
      await exclusively(cycle);
      failures = 0;
      await publish({ state: 'in-sync', lastError: null });
      next(INTERVAL_MS * jitter(random));
    } catch (thrown) {
      await fail(AppError.from(thrown));
    }
  };
  const fail = async (error: AppError): Promise<void> => {
    if (stopped) return;
    failures += 1;
    await publish({ state: error.code === 'server-unreachable' ? 'offline' : 'error', lastError: error });
    // ERR3: the same request again only where it may go otherwise.
    if (error.retryable) next(retryDelay(error, failures, random));
    // Everything else went its way, and goes on doing so.
    else if (error.code === 'package-contains-rows') next(INTERVAL_MS * jitter(random));
  };
  const syncNow = (): Promise<void> => (running ??= round().finally(() => (running = null)));

  const onChange = async (): Promise<void> => {
    if (stopped) return;
    const before = status.pending;
    await publish({});
    if (status.pending > before) next(SOON_MS);
  };
  let changing = Promise.resolve();
  const leave = log.subscribe(() => {
    changing = changing.then(onChange);
  });
  void syncNow();
  return {
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    syncNow,
    async agree() {
      await stored(() => letShareWith(db, origin));
      await running;
      await syncNow();
    },
    async confirmRows(digest) {
      await stored(() => letCarryRows(db, digest));
      await running;
      await syncNow();
    },
    async stop() {
      stopped = true;
      leave();
      cancelNext();
      await Promise.all([running, changing]);
    },
  };
}

function same(a: SyncStatus, b: SyncStatus): boolean {
  const keys = ['state', 'pending', 'headSeq', 'lastError'] as const;
  return keys.every((key) => a[key] === b[key]);
}

const jitter = (random: () => number): number => 0.75 + random() / 2;

/** Doubles from one second on; what the server asks for counts as the least. */
function retryDelay(error: AppError, failures: number, random: () => number): number {
  const last = error.code === 'server-unreachable' ? LAST_OFFLINE_RETRY_MS : LAST_RETRY_MS;
  const wanted = Math.min(last, FIRST_RETRY_MS * 2 ** (failures - 1)) * jitter(random);
  const { retryAfterMs } = error.extra;
  return typeof retryAfterMs === 'number' ? Math.max(retryAfterMs, wanted) : wanted;
}
