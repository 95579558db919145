import { AppError } from '../../shared/errors/app-error.ts';
import type { FittedModel, OwnEstimator, Progress } from '../../shared/estimators/estimator.ts';
import { checkNotAborted, driveFit } from './drive-fit.ts';
import type { FitCheckpoints } from './fit-checkpoints.ts';
import type { Peer, PeerPool } from './peer-pool.ts';
import { shareData } from './shared-data.ts';
import { startFit, type FitWork } from './start-fit.ts';
import { createTeamMemory, joinTeam, leaveTeam, stopTeam, type TeamMemory } from './shared-team.ts';

/** One fit over `size` threads, this one among them. */
export async function* fitInTeam(
  estimator: OwnEstimator,
  work: FitWork,
  size: number,
  pool: PeerPool,
  signal: AbortSignal,
  checkpoints: FitCheckpoints,
): AsyncGenerator<Progress, FittedModel, void> {
  const data = shareData(work.data);
  const memory = createTeamMemory(size);
  const { params, rng, previous, resume } = work;
  const rngState = rng.state();
  const state = previous?.state() ?? null;
  const peers = await pool.take(size - 1);
  const stop = (): void => stopTeam(memory);
  signal.addEventListener('abort', stop);
  let complete = false;
  try {
    checkNotAborted(signal);
    const request = { memory, estimator: estimator.name, data, params, rngState, previous: state, resume };
    const begun = await Promise.all(peers.map((peer, at) => peer.fit({ ...request, index: at + 1 })));
    const done = begun.map((fit) => fit.done);
    const failure = firstFailure(done, memory);
    const team = joinTeam(memory, 0, () => peers.some((peer) => peer.gone()));
    const fitting = startFit(estimator, { ...work, data }, team);
    const model = yield* failWith(driveFit(fitting, signal, checkpoints), failure, signal);
    leaveTeam(memory);
    await Promise.all(done);
    complete = true;
    return model;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    if (complete) pool.release(peers);
    else terminate(peers);
  }
}

/** What the first peer to fail failed of; a peer that died cannot stop the others by itself. */
function firstFailure(work: readonly Promise<void>[], memory: TeamMemory): Promise<AppError> {
  return new Promise((resolve) => {
    const fail = (thrown: unknown): void => {
      stopTeam(memory);
      const error = AppError.from(thrown);
      if (error.code !== 'aborted') resolve(error);
    };
    for (const each of work) void each.catch(fail);
  });
}

/** A peer's message about its failure arrives after its stop flag; so long it is waited for. */
const FAILURE_REPORT_MS = 1000;

/** Where this thread was stopped because a peer failed or died, the peer's error is the one to report. */
async function* failWith<T>(
  fitting: AsyncGenerator<Progress, T, void>,
  failure: Promise<AppError>,
  signal: AbortSignal,
): AsyncGenerator<Progress, T, void> {
  try {
    return yield* fitting;
  } catch (thrown) {
    const own = AppError.from(thrown);
    if ((own.code !== 'aborted' && own.code !== 'worker-died') || signal.aborted) throw thrown;
    throw await Promise.race([failure, after(FAILURE_REPORT_MS, own)]);
  }
}

const after = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), ms));

const terminate = (peers: readonly Peer[]): void => peers.forEach((peer) => peer.terminate());
