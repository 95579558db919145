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
  for (;;) {
    const step = fitting.next();
    if (step.done === true) return step.value;
    checkpoints.offer(step.value);
    await breath();
    checkNotAborted(signal);
    yield reported(step.value);
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
  try {
    for (;;) {
      const step = await fitting.next();
      if (step.done === true) return step.value;
      checkpoints.offer(step.value);
      await breath();
      checkNotAborted(signal);
      yield reported(step.value);
    }
  } finally {
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
