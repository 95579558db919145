import type { Logger } from 'pino';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import type { PredictionStore } from '../../workers/workspace.ts';

const flushEveryMs = 250;

/** Gathers answered predictions and stores them in batches, so that no answer waits for the disk. */
export interface PredictionLog {
  add(record: PredictionRecord): void;
  /** Stores what is gathered so far. @throws whatever the store throws; nothing is dropped then. */
  flush(): Promise<void>;
  /** Records that wait for the disk, and what the last try to store them said. */
  readonly state: { pending: number; failure: string | null };
  /** Flushes a last time and stops. */
  close(): Promise<void>;
}

export function createPredictionLog(store: PredictionStore, logger: Logger): PredictionLog {
  let pending: PredictionRecord[] = [];
  let failure: string | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    if (pending.length === 0) return;
    const batch = pending;
    pending = [];
    try {
      await store.append(batch);
      failure = null;
    } catch (thrown) {
      // Kept for the next try, in order: an answered prediction is counted once the disk has room again.
      pending = batch.concat(pending);
      failure = thrown instanceof Error ? thrown.message : String(thrown);
      throw thrown;
    }
  };
  const flush = (): Promise<void> => (writing = writing.then(write, write));
  const timer = setInterval(() => {
    flush().catch((thrown: unknown) =>
      logger.error({ err: thrown }, 'predictions could not be stored; trying again'),
    );
  }, flushEveryMs);
  timer.unref();

  return {
    add: (record) => void pending.push(record),
    flush,
    get state() {
      return { pending: pending.length, failure };
    },
    close() {
      clearInterval(timer);
      return flush();
    },
  };
}
