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
  /** Settles once the file is stored; false = there is no sense in making more. */
  save(file: Uint8Array): Promise<boolean>;
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
}

const none: FitCheckpoints = { resume: null, before: null, offer: () => {} };

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
  const from = isOf(port.resume, fit) ? port.resume : null;
  const metrics = [...(from?.metrics ?? [])];
  let [dueAt, saving, wanted]: [number, boolean, boolean] = [performance.now() + port.everyMs, false, true];
  let failure: { thrown: unknown } | null = null;

  const take = (step: Progress, checkpoint: () => ModelState): void => {
    const start = performance.now();
    const { done, total } = step;
    const file = encodeCheckpoint({ of: port.of, fit, done, total, metrics, state: checkpoint() });
    const end = performance.now();
    dueAt = end + Math.max(port.everyMs, (end - start) / MAX_SHARE);
    saving = true;
    port
      .save(file)
      .then(
        (goOn) => void (wanted = goOn),
        (thrown: unknown) => void (failure = { thrown }),
      )
      .finally(() => (saving = false));
  };
  return {
    resume: from?.state ?? null,
    before: from && { stage: 'train', done: from.done, total: from.total, metrics: from.metrics },
    offer(step) {
      if (failure !== null) throw failure.thrown;
      metrics.push(...(step.metrics ?? []));
      const { checkpoint } = step;
      if (checkpoint === undefined || saving || !wanted) return;
      if (port.hurried() || performance.now() >= dueAt) take(step, checkpoint);
    },
  };
}

const isOf = (checkpoint: Checkpoint | null, fit: Checkpoint['fit']): boolean =>
  checkpoint?.fit.index === fit.index && checkpoint.fit.estimator === fit.estimator;
