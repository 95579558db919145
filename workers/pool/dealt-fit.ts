import { AppError } from '../../shared/errors/app-error.ts';
import type {
  Dealing,
  DealtFit,
  FittedModel,
  ModelState,
  OwnEstimator,
  Progress,
} from '../../shared/estimators/estimator.ts';
import { breather } from './breathe.ts';
import { checkNotAborted } from './drive-fit.ts';
import type { FitCheckpoints } from './fit-checkpoints.ts';
import { fitNeeds } from './memory-budget.ts';
import type { Peer, PeerPool } from './peer-pool.ts';
import { startFit, type FitWork } from './start-fit.ts';
import { teamOfOne } from './team-of-one.ts';

/**
 * One fit over `size` threads that share no memory: this one prepares what they are sent a copy of, deals out
 * parts, and makes the model of what comes back. They end with the fit, and so do their copies.
 */
export async function* fitDealt(
  estimator: OwnEstimator,
  dealt: DealtFit,
  work: FitWork,
  size: number,
  pool: PeerPool,
  signal: AbortSignal,
  checkpoints: FitCheckpoints,
): AsyncGenerator<Progress, FittedModel, void> {
  if (checkpoints.before !== null) yield checkpoints.before;
  const { data, params, rng, resume } = work;
  const workBytes = fitNeeds(estimator, work, 1);
  const peers = await pool.take(size);
  try {
    const context = { rng, team: teamOfOne(workBytes), ...(resume === null ? {} : { resume }) };
    const dealing = yield* inSteps(dealt.prepare(data, params, context), signal);
    const { copy } = dealing;
    const request = { estimator: estimator.name, copy, params, rngState: rng.state(), workBytes };
    await orAbort(Promise.all(peers.map((peer) => peer.deal(request))), signal);
    const first = resume === null ? [] : [resume];
    const states = yield* dealParts(dealing, first, dealt, peers, signal, checkpoints);
    const done = { ...work, resume: dealt.join(states) };
    return yield* inSteps(startFit(estimator, done, teamOfOne(workBytes)), signal);
  } finally {
    peers.forEach((peer) => peer.terminate());
  }
}

/** Runs of parts that each thread is given, about: few enough to cost little, many enough to end together. */
const RUNS_PER_THREAD = 12;

/** Whoever is through is given the next run. Returns the states of all runs in order, behind `states`. */
async function* dealParts(
  { nParts, nDone }: Dealing,
  states: readonly ModelState[],
  { join }: DealtFit,
  peers: readonly Peer[],
  signal: AbortSignal,
  checkpoints: FitCheckpoints,
): AsyncGenerator<Progress, ModelState[], void> {
  const length = Math.max(1, Math.floor((nParts - nDone) / (peers.length * RUNS_PER_THREAD)));
  const fitted = new Map<number, ModelState>();
  const inOrder = [...states];
  const running = new Map<Peer, Promise<{ peer: Peer; from: number; to: number; state: ModelState }>>();
  let [next, complete, done] = [nDone, nDone, nDone];
  let at: Progress | null = null;
  const start = (peer: Peer): void => {
    const from = next;
    if (from === nParts) return void running.delete(peer);
    const to = (next = Math.min(nParts, from + length));
    const run = peer.fitParts(from, to).then((state) => ({ peer, from, to, state }));
    // Whoever awaits it hears of a failure; the first one ends the others.
    run.catch(() => {});
    running.set(peer, run);
  };
  peers.forEach(start);
  try {
    while (running.size > 0) {
      const { peer, from, to, state } = await orAbort(Promise.race(running.values()), signal);
      start(peer);
      fitted.set(from, state);
      done += to - from;
      for (let run = fitted.get(complete); run !== undefined; run = fitted.get(complete)) {
        inOrder.push(run);
        complete = Math.min(nParts, complete + length);
      }
      const progress: Progress = { stage: 'train', done, total: nParts };
      // Whatever is not in order yet is fitted again by whoever takes this up.
      const whole = inOrder.slice();
      const kept = { ...progress, done: complete, checkpoint: () => join(whole) };
      if (whole.length > 0) checkpoints.offer((at = kept));
      yield progress;
      checkNotAborted(signal);
    }
    return inOrder;
  } finally {
    if (at !== null && signal.aborted) await checkpoints.last(at);
  }
}

async function* inSteps<T>(
  steps: Generator<Progress, T, void>,
  signal: AbortSignal,
): AsyncGenerator<Progress, T, void> {
  const breath = breather();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await breath();
    checkNotAborted(signal);
    const { checkpoint: _, ...told } = step.value;
    yield told;
  }
}

/** @throws AppError `aborted` at once when that comes first. */
async function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  checkNotAborted(signal);
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AppError('aborted', { detail: 'The training was cancelled.' }));
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
