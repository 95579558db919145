import { AppError } from '../../shared/errors/app-error.ts';
import type { FittedModel, Progress } from '../../shared/estimators/estimator.ts';
import { breather } from './breathe.ts';
import type { FitCheckpoints } from './fit-checkpoints.ts';

/** Steps a synchronous fit, letting an abort in between. @throws AppError `aborted`. */
export async function* driveFit(
  fitting: Generator<Progress, FittedModel, void>,
  signal: AbortSignal,
  checkpoints: FitCheckpoints,
): AsyncGenerator<Progress, FittedModel, void> {
  if (checkpoints.before !== null) yield checkpoints.before;
  const breath = breather();
  let at: Progress | null = null;
  try {
    for (;;) {
      at = null;
      const step = fitting.next();
      if (step.done === true) return step.value;
      at = step.value;
      checkpoints.offer(at);
      await breath();
      checkNotAborted(signal);
      yield reported(at);
      checkNotAborted(signal);
    }
  } finally {
    // Whoever drives this may hear of an abort first, and ends it from outside.
    if (at !== null && signal.aborted) await checkpoints.last(at);
  }
}

/** The same for a fit that waits for its own work. Whatever ends it early frees what it holds. */
export async function* driveAsyncFit(
  fitting: AsyncGenerator<Progress, FittedModel, void>,
  signal: AbortSignal,
  checkpoints: FitCheckpoints,
): AsyncGenerator<Progress, FittedModel, void> {
  if (checkpoints.before !== null) yield checkpoints.before;
  const breath = breather();
  let at: Progress | null = null;
  try {
    for (;;) {
      at = null;
      const step = await fitting.next();
      if (step.done === true) return step.value;
      at = step.value;
      checkpoints.offer(at);
      await breath();
      checkNotAborted(signal);
      yield reported(at);
      checkNotAborted(signal);
    }
  } finally {
    if (at !== null && signal.aborted) await checkpoints.last(at);
    // After its own end this does nothing.
    await fitting.return(undefined as never);
  }
}

/** Progress as it may travel: functions cannot. */
function reported({ checkpoint: _, ...rest }: Progress): Progress {
  return rest;
}

export function checkNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('aborted', { detail: 'The training was cancelled.' });
}
