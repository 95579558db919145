import { openTensorflow } from '../backends/browser.ts';
import type { BackendName, ConsideredBackend } from '../backends/backend.ts';
import type { Task } from '../tasks/task.ts';

/** What a neural network would train on here, and what was found out about every backend. */
export interface BackendReport {
  readonly chosen: BackendName;
  readonly considered: readonly ConsideredBackend[];
}

/** Runs the probe that a training without a named backend runs; its measurements are kept for those. */
export const probeBackendsTask: Task<object, BackendReport> = {
  async run() {
    const { backend, considered } = await openTensorflow(null);
    return { chosen: backend, considered: [...considered] };
  },
};
