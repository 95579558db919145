import { parentPort } from 'node:worker_threads';
import { joinTeam } from '../../workers/pool/shared-team.ts';
import { makeParts } from './congruential-data.ts';
import { fitWatched, stateDigest, treeEstimators } from './tree-fitting.ts';
import type { PeerTask } from './thread-team.ts';

function fitOne(fit: PeerTask['fits'][number], index: number): string {
  const estimator = treeEstimators.find(({ name }) => name === fit.estimator)!;
  const { train } = makeParts(fit.target, 3, 900, 1);
  const team = joinTeam(fit.memory, index);
  const resume = fit.resume === undefined ? {} : { resume: fit.resume };
  return stateDigest(fitWatched(estimator, train, fit.params, { team, ...resume }).model);
}

parentPort!.once('message', ({ index, fits }: PeerTask) => {
  parentPort!.postMessage(fits.map((fit) => fitOne(fit, index)));
});
