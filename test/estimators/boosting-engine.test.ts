import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../shared/estimators/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { gradientBoosting } from '../../shared/estimators/gradient-boosting/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { startThread } from '../../workers/node/thread.ts';
import { createTeamMemory } from '../../workers/pool/shared-team.ts';
import { boostingData } from './boosting-data.ts';
import { boostingFits, runFit } from './boosting-fits.ts';
import type { BoostingTask } from './boosting-peer.ts';

const solo = boostingFits.map(
  (fit) => runFit(boostingData(fit.target, fit.nRows), fit, { team: soloTeam({ kernels: false }) }).digest,
);
const checkpoints = boostingFits.map(
  (fit) => runFit(boostingData(fit.target, fit.nRows), fit, { team: soloTeam() }, 2).checkpoint!,
);

/** Digests of every peer, fit by fit. */
async function inThreads(
  size: number,
  kernels: boolean,
  resume: readonly (ModelState | null)[] = boostingFits.map(() => null),
): Promise<string[][]> {
  const memories = boostingFits.map(() => createTeamMemory(size));
  const tasks = Array.from({ length: size }, (_, index) => ({ index, kernels, memories, resume }));
  const byPeer = await Promise.all(tasks.map(runPeer));
  return boostingFits.map((_, at) => byPeer.map((digests) => digests[at]!));
}

function runPeer(task: BoostingTask): Promise<string[]> {
  const thread = startThread(new URL('./boosting-peer.ts', import.meta.url));
  return new Promise<string[]>((resolve, reject) => {
    thread.onDeath(reject);
    thread.endpoint.addEventListener('message', (event) => resolve((event as MessageEvent<string[]>).data));
    thread.endpoint.postMessage(task);
  }).finally(() => thread.terminate());
}

describe('the same bytes as one thread of TypeScript', () => {
  it.each(boostingFits.map(({ name }, at) => [name, at] as const))('from kernels, for %s', (_, at) => {
    const fit = boostingFits[at]!;
    expect(runFit(boostingData(fit.target, fit.nRows), fit, { team: soloTeam() }).digest).toBe(solo[at]);
  });

  it.each(boostingFits.map(({ name }, at) => [name, at] as const))(
    'resumed after two rounds, for %s',
    (_, at) => {
      const fit = boostingFits[at]!;
      const resume = checkpoints[at]!;
      for (const kernels of [true, false]) {
        const context = { team: soloTeam({ kernels }), resume };
        expect(runFit(boostingData(fit.target, fit.nRows), fit, context).digest).toBe(solo[at]);
      }
    },
  );

  it.each([
    [2, true],
    [2, false],
    [3, true],
  ])('from %d threads, kernels %o', async (size, kernels) => {
    const digests = await inThreads(size, kernels);
    boostingFits.forEach(({ name }, at) => expect(digests[at], name).toEqual(Array(size).fill(solo[at])));
  });

  it('from two threads that take up what one thread left', async () => {
    const digests = await inThreads(2, true, checkpoints);
    boostingFits.forEach(({ name }, at) => expect(digests[at], name).toEqual([solo[at], solo[at]]));
  });
});

describe('memory', () => {
  it.each(boostingFits.map((fit) => [fit.name, fit] as const))(
    'what a fit asks for is below what it said before, for %s',
    (_, fit) => {
      const data = boostingData(fit.target, fit.nRows);
      let bytes = 0;
      const team = soloTeam();
      const counting = {
        ...team,
        shared: (length: number) => {
          bytes += Math.ceil(length / 8) * 8;
          return team.shared(length);
        },
      };
      runFit(data, fit, { team: counting });
      const { nRows, nColumns: nFeatures } = data.X;
      const shape = { nRows, nFeatures, nValues: nRows * nFeatures, nClasses: data.nClasses, threads: 1 };
      const bound = gradientBoosting.fitBytes(shape, resolveParams(gradientBoosting.params, fit.params));
      expect(bytes).toBeLessThanOrEqual(bound);
    },
  );
});
