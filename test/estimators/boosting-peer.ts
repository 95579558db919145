import { parentPort } from 'node:worker_threads';
import type { ModelState } from '../../shared/estimators/estimator.ts';
import { joinTeam, type TeamMemory } from '../../workers/pool/shared-team.ts';
import { boostingData } from './boosting-data.ts';
import { boostingFits, runFit } from './boosting-fits.ts';

/** What a thread is told: every fit of the list, each over memory of its own. */
export interface BoostingTask {
  readonly index: number;
  readonly kernels: boolean;
  readonly memories: readonly TeamMemory[];
  readonly resume: readonly (ModelState | null)[];
}

parentPort!.once('message', ({ index, kernels, memories, resume }: BoostingTask) => {
  const digests = boostingFits.map((fit, at) => {
    const joined = joinTeam(memories[at]!, index);
    const team = kernels ? joined : { ...joined, memory: null };
    const from = resume[at] ?? null;
    const context = { team, ...(from === null ? {} : { resume: from }) };
    return runFit(boostingData(fit.target, fit.nRows), fit, context).digest;
  });
  parentPort!.postMessage(digests);
});
