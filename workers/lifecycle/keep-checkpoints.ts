import { AppError } from '../../shared/errors/app-error.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';

/** Takes the checkpoints of a run under way. */
export interface CheckpointKeeper {
  readonly options: Pick<RunOptions, 'onCheckpoint' | 'onHurry'>;
  /** Settles when nothing is being stored any more, and nothing will be. */
  close(): Promise<void>;
}

/** Stores the checkpoints of a run one after the other. A full storage ends that, not the training. */
export function keepCheckpoints(host: Host, runId: string, { onNotice }: RunOptions): CheckpointKeeper {
  let closed = false;
  let storing: Promise<unknown> = Promise.resolve();
  const store = async (file: Uint8Array): Promise<boolean> => {
    try {
      await host.workspace.checkpoints.put(runId, file);
      return true;
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code !== 'storage-full' && error.code !== 'disk-full') throw thrown;
      onNotice?.(error);
      return false;
    }
  };
  return {
    options: {
      async onCheckpoint(file) {
        if (closed) return false;
        const stored = store(file);
        storing = stored.catch(() => {});
        return stored;
      },
      ...(host.onHurry === undefined ? {} : { onHurry: host.onHurry }),
    },
    async close() {
      closed = true;
      await storing;
    },
  };
}
