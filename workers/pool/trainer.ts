import { AppError } from '../../shared/errors/app-error.ts';
import type {
  FittedModel,
  OwnEstimator,
  ParamValues,
  Progress,
  TensorflowContext,
  TensorflowEstimator,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import type { FeatureMatrix } from '../../shared/numeric/csr.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import type { Trainer } from '../../shared/pipelines/outcome.ts';
import type { Rng } from '../../shared/random/generator.ts';
import { breather } from './breathe.ts';
import type { Peer, PeerPool } from './peer-pool.ts';
import { shareData } from './shared-data.ts';
import { createTeamMemory, joinTeam, leaveTeam, stopTeam, type TeamMemory } from './shared-team.ts';
import { continued, startFit } from './start-fit.ts';

export interface TrainerOptions {
  /** Threads that were asked for; null = as many as pay. */
  readonly threads: number | null;
  /** The tfjs backend that was asked for; null = what the probe finds. */
  readonly backend: string | null;
  readonly signal: AbortSignal;
  readonly cores: number;
  /** null where threads cannot share memory (a page that is not isolated). */
  readonly peers: PeerPool | null;
  readonly openTensorflow: (
    backend: string | null,
  ) => Promise<{ tf: TensorflowContext['tf']; backend: string }>;
}

/** Below this, starting threads and meeting at barriers costs more than it saves. */
const MIN_TEAM_CELLS = 200_000;
/** Histogram work is bound by memory: more threads than this bring little. */
const MAX_AUTOMATIC_THREADS = 8;

/**
 * Trains in this thread, over a team of threads, or on a tfjs backend. Same seed, same bytes for any
 * number of threads. Must run off the main thread: peers block each other at barriers.
 */
export function createTrainer(options: TrainerOptions): Trainer {
  let used: Trainer['used'] = { threads: 1, backend: null };
  return {
    get used() {
      return used;
    },
    async *fit(estimator, data, params, rng, previous = null) {
      if (estimator.kind === 'tensorflow') {
        const { tf, backend } = await options.openTensorflow(options.backend);
        used = { threads: 1, backend };
        return yield* fitOnTensorflow(estimator, data, params, { rng, tf }, previous, options.signal);
      }
      const threads = teamSize(estimator, data, options);
      used = { threads, backend: null };
      return yield* threads === 1
        ? drive(startFit(estimator, data, params, { rng, team: soloTeam() }, previous), options.signal)
        : fitInTeam(estimator, data, params, rng, previous, threads, options);
    },
  };
}

function teamSize(
  estimator: OwnEstimator,
  { X }: TrainingData<FeatureMatrix>,
  options: TrainerOptions,
): number {
  if (options.peers === null || !estimator.parallel) return 1;
  if (options.threads !== null) return Math.max(1, options.threads);
  if (X.nRows * X.nColumns < MIN_TEAM_CELLS) return 1;
  return Math.min(options.cores, MAX_AUTOMATIC_THREADS);
}

/** Steps a synchronous fit, letting an abort in between. */
async function* drive(
  fitting: Generator<Progress, FittedModel, void>,
  signal: AbortSignal,
): AsyncGenerator<Progress, FittedModel, void> {
  const breath = breather();
  for (;;) {
    const step = fitting.next();
    if (step.done === true) return step.value;
    await breath();
    checkNotAborted(signal);
    yield step.value;
  }
}

async function* fitOnTensorflow(
  estimator: TensorflowEstimator,
  data: TrainingData<FeatureMatrix>,
  params: ParamValues,
  context: TensorflowContext,
  previous: FittedModel | null,
  signal: AbortSignal,
): AsyncGenerator<Progress, FittedModel, void> {
  const fitting =
    previous === null
      ? estimator.fit(data, params, context)
      : continued(estimator, estimator.partialFit)(previous, data, params, context);
  const breath = breather();
  try {
    for (;;) {
      const step = await fitting.next();
      if (step.done === true) return step.value;
      await breath();
      checkNotAborted(signal);
      yield step.value;
    }
  } catch (thrown) {
    // Frees the tensors that the fit holds; after its own end this does nothing.
    await fitting.return(undefined as never);
    throw thrown;
  }
}

async function* fitInTeam(
  estimator: OwnEstimator,
  data: TrainingData<FeatureMatrix>,
  params: ParamValues,
  rng: Rng,
  previous: FittedModel | null,
  size: number,
  { peers: pool, signal }: TrainerOptions,
): AsyncGenerator<Progress, FittedModel, void> {
  const shared = shareData(data);
  const memory = createTeamMemory(size);
  const rngState = rng.state();
  const peers = await pool!.take(size - 1);
  const stop = (): void => stopTeam(memory);
  signal.addEventListener('abort', stop);
  let complete = false;
  try {
    checkNotAborted(signal);
    const common = { memory, estimator: estimator.name, data: shared, params, rngState };
    const from = previous === null ? {} : { previous: previous.state() };
    const begun = await Promise.all(peers.map((peer, at) => peer.fit({ ...common, ...from, index: at + 1 })));
    const work = begun.map(({ done }) => done);
    const failure = firstFailure(work, memory);
    const fitting = startFit(estimator, shared, params, { rng, team: joinTeam(memory, 0) }, previous);
    const model = yield* failWith(drive(fitting, signal), failure, signal);
    leaveTeam(memory);
    await Promise.all(work);
    complete = true;
    return model;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    if (complete) pool!.release(peers);
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

/** Where this thread was stopped because a peer failed, the peer's error is the one to report. */
async function* failWith<T>(
  fitting: AsyncGenerator<Progress, T, void>,
  failure: Promise<AppError>,
  signal: AbortSignal,
): AsyncGenerator<Progress, T, void> {
  try {
    return yield* fitting;
  } catch (thrown) {
    const own = AppError.from(thrown);
    if (own.code !== 'aborted' || signal.aborted) throw thrown;
    throw await Promise.race([failure, after(FAILURE_REPORT_MS, own)]);
  }
}

const after = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), ms));

const terminate = (peers: readonly Peer[]): void => peers.forEach((peer) => peer.terminate());

function checkNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('aborted', { detail: 'The training was cancelled.' });
}
