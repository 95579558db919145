import type { Progress } from '../../shared/estimators/estimator.ts';
import { breather } from '../pool/breathe.ts';
import type { TaskContext } from './task.ts';

/**
 * Runs a pipeline to its end, reporting every step and stopping between two of them.
 * @throws AppError `aborted` when the caller gave up, or whatever the pipeline throws.
 */
export async function drive<Result>(
  pipeline: AsyncGenerator<Progress, Result, void>,
  { report, checkNotAborted }: TaskContext,
): Promise<Result> {
  const breath = breather();
  try {
    for (;;) {
      const step = await pipeline.next();
      if (step.done === true) return step.value;
      report(step.value);
      await breath();
      checkNotAborted();
    }
  } finally {
    // Of one that is given up, what it holds is freed: its threads, its device. After its end this does nothing.
    await pipeline.return(undefined as never);
  }
}
