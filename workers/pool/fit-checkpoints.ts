import type { ModelState, Progress } from '../../shared/estimators/estimator.ts';
import {
  encodeCheckpoint,
  type Checkpoint,
  type RunIdentity,
} from '../../shared/packaging/checkpoint-file.ts';

/** Where the checkpoints of one run go, and the one that it goes on from. */
export interface CheckpointPort {
  readonly of: RunIdentity;
  /** At least so long is between two. */
  readonly everyMs: number;
  readonly resume: Checkpoint | null;
  /** Settles once the file is stored; false = there is no sense in making more. null = none are kept. */
  readonly save: ((file: Uint8Array) => Promise<boolean>) | null;
  /** Whether one is wished for at once, e.g. since the page may be about to go. Asking takes the wish back. */
  hurried(): boolean;
}

/** The checkpoints of one fit of a run. */
export interface FitCheckpoints {
  /** What the fit goes on from. */
  readonly resume: ModelState | null;
  /** What it had reported by then. */
  readonly before: Progress | null;
  /** Takes a checkpoint if it is time for one. To be called right at the step. @throws what saving threw. */
  offer(step: Progress): void;
  /**
   * Takes one of the step at which an abort found the fit, due or not. To be called before the fit goes on, if it
   * does. Settles once it is stored. @throws what saving threw.
   */
  last(step: Progress): Promise<void>;
}

const none: FitCheckpoints = { resume: null, before: null, offer: () => {}, last: async () => {} };

/** Taking checkpoints may cost this share of the time of a training. */
const MAX_SHARE = 0.05;

/** Hands every fit of a run its checkpoints. The fits of a run come in the same order each time. */
export function checkpointsOf(port: CheckpointPort | null): (estimator: string) => FitCheckpoints {
  let fits = 0;
  return (estimator) => {
    const index = fits++;
    return port === null ? none : checkpointsOfFit(port, { index, estimator });
  };
}

function checkpointsOfFit(port: CheckpointPort, fit: Checkpoint['fit']): FitCheckpoints {
  const { resume, save } = port;
  const from = isOf(resume, fit) ? resume : null;
  const before: FitCheckpoints['before'] = from && {
    stage: 'train',
    done: from.done,
    total: from.total,
    metrics: from.metrics,
  };
  if (save === null) return { ...none, resume: from?.state ?? null, before };

  const metrics = [...(from?.metrics ?? [])];
  let [dueAt, wanted]: [number, boolean] = [performance.now() + port.everyMs, true];
  let saving: Promise<void> | null = null;
  let failure: { thrown: unknown } | null = null;
  let taken: Progress | null = null;

  const take = (step: Progress, checkpoint: () => ModelState): void => {
    const start = performance.now();
    const { done, total } = step;
    const file = encodeCheckpoint({ of: port.of, fit, done, total, metrics, state: checkpoint() });
    const end = performance.now();
    dueAt = end + Math.max(port.everyMs, (end - start) / MAX_SHARE);
    taken = step;
    saving = save(file)
      .then(
        (goOn) => void (wanted = goOn),
        (thrown: unknown) => void (failure = { thrown }),
      )
      .finally(() => (saving = null));
  };
  const checkStored = (): void => {
    if (failure !== null) throw failure.thrown;
  };
  return {
    resume: from?.state ?? null,
    before,
    offer(step) {
      checkStored();
      metrics.push(...(step.metrics ?? []));
      const { checkpoint } = step;
      if (checkpoint === undefined || saving !== null || !wanted) return;
      if (port.hurried() || performance.now() >= dueAt) take(step, checkpoint);
    },
    async last(step) {
      await saving;
      checkStored();
      if (step.checkpoint !== undefined && wanted && taken !== step) take(step, step.checkpoint);
      await saving;
      checkStored();
    },
  };
}

const isOf = (checkpoint: Checkpoint | null, fit: Checkpoint['fit']): boolean =>
  checkpoint?.fit.index === fit.index && checkpoint.fit.estimator === fit.estimator;
