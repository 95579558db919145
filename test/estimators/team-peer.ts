import { parentPort } from 'node:worker_threads';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { createRng } from '../../shared/random/rng.ts';
import { joinTeam } from '../../workers/pool/shared-team.ts';
import { makeParts } from './congruential-data.ts';
import { stateDigest, treeEstimators } from './tree-fitting.ts';
import type { PeerTask } from './thread-team.ts';

function fitOne(fit: PeerTask['fits'][number], index: number): string {
  const estimator = treeEstimators.find(({ name }) => name === fit.estimator)!;
  const { train } = makeParts(fit.target, 3, 900, 1);
  const context = { rng: createRng(42), team: joinTeam(fit.memory, index) };
  const steps = estimator.fit(train, resolveParams(estimator.params, fit.params), context);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return stateDigest(step.value);
}

parentPort!.once('message', ({ index, fits }: PeerTask) => {
  parentPort!.postMessage(fits.map((fit) => fitOne(fit, index)));
});
