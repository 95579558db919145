import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { AppError } from '../shared/errors/app-error.ts';
import { storageError } from '../sync-server/store/storage-error.ts';

export interface HeldLock {
  release(): void;
  /** Releases it and removes its file: for a name that nobody takes again. */
  retire(): void;
}

/** Locks between processes: the one of a process that died, even by `kill -9`, is free. */
export interface ProcessLocks {
  /** null when a living process holds it. */
  take(name: string): HeldLock | null;
  /** Waits for the lock, works, gives it back. @throws AppError `aborted`. */
  during<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

const RETRY_MS = 50;

/**
 * Node has no file locks of its own, but SQLite takes the system's: an empty database under an exclusive
 * transaction. A process id in a file would not do, since ids are used again and mean nothing outside
 * their container.
 */
export function processLocks(workspaceFolder: string): ProcessLocks {
  const folder = join(workspaceFolder, 'locks');
  const take = (name: string): HeldLock | null => {
    try {
      mkdirSync(folder, { recursive: true });
      return lockFile(join(folder, name));
    } catch (thrown) {
      throw storageError(thrown);
    }
  };
  return {
    take,
    async during(name, signal, work) {
      let lock = take(name);
      while (lock === null) {
        if (signal.aborted) throw new AppError('aborted', { detail: `Cancelled while waiting for ${name}.` });
        await sleep(RETRY_MS);
        lock = take(name);
      }
      try {
        return await work();
      } finally {
        lock.release();
      }
    },
  };
}

function lockFile(path: string): HeldLock | null {
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (thrown) {
    database.close();
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'SQLITE_BUSY') return null;
    throw thrown;
  }
  const release = (): void => {
    database.exec('rollback');
    database.close();
  };
  return {
    release,
    retire() {
      release();
      rmSync(path, { force: true });
    },
  };
}
