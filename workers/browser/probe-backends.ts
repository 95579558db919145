import { openTensorflow } from '../backends/browser.ts';
import type { ConsideredBackend, EngineName } from '../backends/backend.ts';
import { ownBackend } from '../backends/choose-engine.ts';
import { defaultShape } from '../backends/probe.ts';
import { chooseBackend } from '../backends/tensorflow-opener.ts';
import type { Task } from '../tasks/task.ts';

/** What a neural network would train on here, and what was found out about everything that could. */
export interface BackendReport {
  readonly chosen: EngineName;
  readonly considered: readonly ConsideredBackend[];
  /** When it was measured, and on what: units by layer and rows of a step. */
  readonly at: string;
  readonly shape: { readonly sizes: readonly number[]; readonly batchSize: number };
}

/** Measures a small network on everything there is; the measurements are kept for trainings in this thread. */
export const probeBackendsTask: Task<object, BackendReport> = {
  async run() {
    const own = ownBackend(defaultShape);
    const { considered } = await openTensorflow(null);
    const all = [own, ...considered];
    return { chosen: chooseBackend(all), considered: all, at: new Date().toISOString(), shape: defaultShape };
  },
};
