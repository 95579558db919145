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
import { teamOfOne } from './team-of-one.ts';

/** What a peer needs to run the same fit as all others. */
export interface FitRequest {
  readonly kind: 'fit';
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

/** What a thread needs to fit parts of a fit by itself; it shares no memory with anybody. */
export interface DealRequest {
  readonly kind: 'deal';
  readonly estimator: string;
  readonly copy: unknown;
  readonly params: ParamValues;
  readonly rngState: readonly number[];
  /** What the fit may take of memory. */
  readonly workBytes: number;
}

/** Parts `from` ≤ part < `to` of what was dealt before. */
export interface PartsRequest {
  readonly kind: 'parts';
  readonly from: number;
  readonly to: number;
}

export type PeerRequest = FitRequest | DealRequest | PartsRequest;

export type PeerMessage =
  /** Loaded, or: the request has arrived. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'done' }
  | { readonly kind: 'parts'; readonly state: ModelState }
  | { readonly kind: 'failed'; readonly problem: Problem };

/**
 * The far side of a training thread: announces itself, then runs every fit it is sent. Each request is
 * acknowledged first: browsers hold a message back until the sender's event loop turns, so the sender
 * must not block before it knows that the request is here.
 */
export function servePeer(
  listen: (onRequest: (request: PeerRequest) => void) => void,
  post: (message: PeerMessage) => void,
  resolve: (name: string) => Estimator,
): void {
  let fitParts: FitParts = () => {
    throw new AppError('internal', { detail: 'Parts of a fit were asked for before it was dealt.' });
  };
  const answer = (request: PeerRequest): PeerMessage => {
    if (request.kind === 'fit') return runPeer(request, resolve);
    if (request.kind === 'parts') return { kind: 'parts', state: fitParts(request.from, request.to) };
    fitParts = openDealt(request, resolve);
    return { kind: 'ready' };
  };
  listen((request) => {
    if (request.kind === 'fit') post({ kind: 'ready' });
    post(orFailure(() => answer(request)));
  });
  post({ kind: 'ready' });
}

type FitParts = (from: number, to: number) => ModelState;

function openDealt(request: DealRequest, resolve: (name: string) => Estimator): FitParts {
  const { dealt } = ownEstimator(resolve(request.estimator));
  if (dealt === undefined)
    throw new AppError('internal', { detail: `"${request.estimator}" cannot be dealt.` });
  const context = { rng: rngFromState(request.rngState), team: teamOfOne(request.workBytes) };
  return dealt.open(request.copy, request.params, context);
}

function orFailure(work: () => PeerMessage): PeerMessage {
  try {
    return work();
  } catch (thrown) {
    return { kind: 'failed', problem: typedError(thrown).toProblem() };
  }
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
