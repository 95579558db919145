import { AppError } from '../../shared/errors/app-error.ts';
import type { FittedModel, OwnEstimator, Progress } from '../../shared/estimators/estimator.ts';
import { KERNEL_LIMIT_BYTES } from '../../shared/numeric/kernel-memory.ts';
import type { Trainer } from '../../shared/pipelines/outcome.ts';
import { chooseEngine, tensorflowOf } from '../backends/choose-engine.ts';
import { fitOnTensorflow } from '../backends/fit-on-tensorflow.ts';
import type { TensorflowOpener } from '../backends/tensorflow-opener.ts';
import { fitDealt } from './dealt-fit.ts';
import { driveAsyncFit, driveFit } from './drive-fit.ts';
import { checkpointsOf, type CheckpointPort, type FitCheckpoints } from './fit-checkpoints.ts';
import { fitNeeds, requireMemory, shapeOf } from './memory-budget.ts';
import type { PeerPool } from './peer-pool.ts';
import { startFit, type FitWork } from './start-fit.ts';
import { fitInTeam } from './team-fit.ts';
import { teamOfOne } from './team-of-one.ts';

export interface TrainerOptions {
  /** Threads that were asked for; null = as many as pay. */
  readonly threads: number | null;
  /** What a network is to train on: `own` or a tfjs backend; null = what pays. */
  readonly backend: string | null;
  readonly signal: AbortSignal;
  readonly cores: number;
  /** null = there are no other threads. */
  readonly peers: PeerPool | null;
  /** false where threads share no memory (a page that is not isolated): then only what can be dealt takes several. */
  readonly sharesMemory?: boolean;
  readonly openTensorflow: TensorflowOpener;
  /** Where the training can be taken up again; left out: nowhere. */
  readonly checkpoints?: CheckpointPort | null;
  /** Bytes that a fit may ask for, asked anew before each; null or left out: nobody knows. */
  readonly memory?: (() => number | null) | undefined;
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
  const checkpointsFor = checkpointsOf(options.checkpoints ?? null);
  return {
    get used() {
      return used;
    },
    async *fit(estimator, data, params, rng, previous = null) {
      const checkpoints = checkpointsFor(estimator.name);
      const work = { data, params, rng, previous, resume: checkpoints.resume };
      const budget = options.memory?.() ?? null;
      const threads = estimator.kind === 'own' ? teamSize(estimator, work, budget, options) : 1;
      requireMemory(estimator, work, options.sharesMemory === false ? 1 : threads, budget);
      const opened = await chooseEngine(estimator, work, options.backend, options.openTensorflow);
      if (opened !== null) {
        const backends: string[] = [];
        const fitting = fitOnTensorflow(tensorflowOf(estimator)!, work, opened, (name) => {
          backends.push(name);
          used = { threads: 1, backend: backends.join(', ') };
        });
        return yield* driveAsyncFit(fitting, options.signal, checkpoints);
      }
      if (estimator.kind === 'tensorflow')
        throw new AppError('internal', { detail: 'No engine was chosen.' });
      used = { threads, backend: null };
      if (threads === 1) return yield* fitAlone(estimator, work, options.signal, checkpoints);
      const fit = options.sharesMemory === false ? fitDealtOut : fitInTeam;
      return yield* fit(estimator, work, threads, options.peers!, options.signal, checkpoints);
    },
  };
}

const fitDealtOut: typeof fitInTeam = (estimator, ...rest) => fitDealt(estimator, estimator.dealt!, ...rest);

/** What kernels can address in a team; a fit that may need more takes its time in one thread. */
function teamSize(
  estimator: OwnEstimator,
  work: FitWork,
  budget: number | null,
  { peers, threads, cores, sharesMemory }: TrainerOptions,
): number {
  const { X } = work.data;
  if (peers === null || !estimator.parallel) return 1;
  if (threads === null && X.nRows * X.nColumns < (estimator.teamFromCells ?? MIN_TEAM_CELLS)) return 1;
  const size = Math.max(1, threads ?? Math.min(cores, MAX_AUTOMATIC_THREADS));
  if (sharesMemory === false) return threadsToDealTo(estimator, work, size, budget);
  return estimator.fitBytes(shapeOf(work.data, size), work.params) > KERNEL_LIMIT_BYTES ? 1 : size;
}

/** Each thread has all of the fit's memory for itself; one that prepares is there too. */
function threadsToDealTo(
  estimator: OwnEstimator,
  work: FitWork,
  size: number,
  budget: number | null,
): number {
  if (estimator.dealt === undefined || work.previous !== null) return 1;
  const most = budget === null ? size : Math.floor(budget / fitNeeds(estimator, work, 1)) - 1;
  return Math.max(1, Math.min(size, most));
}

function fitAlone(
  estimator: OwnEstimator,
  work: FitWork,
  signal: AbortSignal,
  checkpoints: FitCheckpoints,
): AsyncGenerator<Progress, FittedModel, void> {
  const team = teamOfOne(fitNeeds(estimator, work, 1));
  return driveFit(startFit(estimator, work, team), signal, checkpoints);
}
