import { AppError, type Problem } from '../../shared/errors/app-error.ts';
import type {
  Estimator,
  ModelState,
  OwnEstimator,
  ParamValues,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import type { FeatureMatrix } from '../../shared/numeric/csr.ts';
import { rngFromState } from '../../shared/random/rng.ts';
import { typedError } from './typed-error.ts';
import { checkRunning, joinTeam, leaveTeam, stopTeam, type TeamMemory } from './shared-team.ts';
import { startFit } from './start-fit.ts';

/** What a peer needs to run the same fit as all others. */
export interface FitRequest {
  readonly memory: TeamMemory;
  readonly index: number;
  /** Name in the registry of estimators: code does not travel. */
  readonly estimator: string;
  readonly data: TrainingData<FeatureMatrix>;
  readonly params: ParamValues;
  readonly rngState: readonly number[];
  /** The model to go on from, if any. */
  readonly previous: ModelState | null;
  /** A checkpoint to go on from. */
  readonly resume: ModelState | null;
}

export type PeerMessage =
  /** Loaded, or: the request has arrived. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/**
 * The far side of a training thread: announces itself, then runs every fit it is sent. Each request is
 * acknowledged first: browsers hold a message back until the sender's event loop turns, so the sender
 * must not block before it knows that the request is here.
 */
export function servePeer(
  listen: (onRequest: (request: FitRequest) => void) => void,
  post: (message: PeerMessage) => void,
  resolve: (name: string) => Estimator,
): void {
  listen((request) => {
    post({ kind: 'ready' });
    post(runPeer(request, resolve));
  });
  post({ kind: 'ready' });
}

/** The model of this peer is dropped: index 0 makes the same one. */
function runPeer(request: FitRequest, resolve: (name: string) => Estimator): PeerMessage {
  const { memory } = request;
  try {
    const estimator = ownEstimator(resolve(request.estimator));
    const rng = rngFromState(request.rngState);
    const previous = request.previous && estimator.restore(request.previous);
    const team = joinTeam(memory, request.index);
    const fitting = startFit(estimator, { ...request, rng, previous }, team);
    while (fitting.next().done !== true) checkRunning(memory);
    leaveTeam(memory);
    return { kind: 'done' };
  } catch (thrown) {
    stopTeam(memory);
    return { kind: 'failed', problem: typedError(thrown).toProblem() };
  }
}

function ownEstimator(estimator: Estimator): OwnEstimator {
  if (estimator.kind === 'own') return estimator;
  throw new AppError('internal', { detail: `"${estimator.name}" does not train in a team.` });
}
