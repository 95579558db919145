import { AppError } from '../../shared/errors/app-error.ts';
import {
  backendNames,
  type BackendName,
  type ConsideredBackend,
  type EngineName,
  type OpenTensorflow,
  type TensorflowRuntime,
  type Tf,
} from './backend.ts';
import type { NetworkShape } from '../../shared/estimators/estimator.ts';
import { withDeadline } from './deadline.ts';
import { neverLost } from './device-watch.ts';
import { defaultShape, probeLoss, probeSpeed } from './probe.ts';

/**
 * Loads tfjs and chooses a backend: the named one, or by a probe of real training steps the fastest of
 * those that work. Measurements are kept for the life of the thread, per network shape. Nothing is loaded
 * where no look at the device finds one worth a try.
 * @throws AppError `backend-unavailable` when the named backend, or every one, fails.
 */
export type TensorflowOpener = (
  choice: string | null,
  shape?: NetworkShape,
  /** What may be chosen, the one to start from first; every backend when left out. */
  among?: readonly BackendName[],
) => Promise<OpenTensorflow>;

const START_LIMIT_MS = 10_000;
const PROBE_LIMIT_MS = 15_000;
const SPEED_BUDGET_MS = 120;
/** Losses of the probe agree to about 1e-6 on sound backends; half precision is off by 1e-3. */
const LOSS_TOLERANCE = 1e-4;
/** A rival must be this much faster than the default: near ties must not change the backend from run to run. */
const CLEARLY_FASTER = 1.5;

/** tfjs keeps one engine a thread, so each thread makes one opener. */
export function tensorflowOpener(runtime: TensorflowRuntime): TensorflowOpener {
  const measured = new Map<string, Promise<ConsideredBackend>>();
  /** Why, of backends whose device was lost: tfjs does not start one twice. */
  const lost = new Map<BackendName, string>();
  let expected: Promise<number> | null = null;

  const start = async (tf: Tf, name: BackendName): Promise<void> => {
    await runtime.backends[name].load(tf);
    await withDeadline(useBackend(tf, name), START_LIMIT_MS, `starting ${name}`);
  };
  const cpuLoss = (tf: Tf): Promise<number> => (expected ??= start(tf, 'cpu').then(() => probeLoss(tf)));

  const measure = async (tf: Tf, name: BackendName, shape: NetworkShape): Promise<ConsideredBackend> => {
    try {
      const wanted = await cpuLoss(tf);
      await start(tf, name);
      const loss = await withDeadline(probeLoss(tf), PROBE_LIMIT_MS, `probing ${name}`);
      if (!(Math.abs(loss - wanted) <= LOSS_TOLERANCE * Math.abs(wanted)))
        return unusable(name, `trains to a loss of ${loss} where the cpu backend gets ${wanted}`);
      const speed = probeSpeed(tf, shape, SPEED_BUDGET_MS);
      const stepsPerSecond = await withDeadline(speed, PROBE_LIMIT_MS, `probing ${name}`);
      return { name, usable: true, reason: null, stepsPerSecond };
    } catch (cause) {
      // A backend that fails is a finding of the probe, reported with its reason.
      return unusable(name, cause instanceof Error ? cause.message : String(cause));
    }
  };
  const measureOnce = (tf: Tf, name: BackendName, shape: NetworkShape): Promise<ConsideredBackend> => {
    const key = `${name} ${JSON.stringify(shape)}`;
    const known = measured.get(key) ?? measure(tf, name, shape);
    measured.set(key, known);
    return known;
  };
  /** What keeps a backend from being tried; one that is asked for by name may be poor. */
  const obstacleOf = async (name: BackendName, named: boolean): Promise<string | null> => {
    const { absent, poor } = await runtime.backends[name].outlook();
    return lost.get(name) ?? absent ?? (named ? null : (poor ?? null));
  };
  /** One after the other: they share tfjs's engine, and would slow each other down. */
  const consider = async (names: readonly BackendName[], named: boolean, shape: NetworkShape) => {
    const obstacles = new Map<BackendName, string | null>();
    for (const name of names) obstacles.set(name, await obstacleOf(name, named));
    const considered = names.map((name) => unusable(name, obstacles.get(name) ?? ''));
    if (names.every((name) => obstacles.get(name) !== null)) throw nothingUsable(considered);
    const tf = await runtime.loadCore();
    for (const [at, name] of names.entries())
      if (obstacles.get(name) === null) considered[at] = await measureOnce(tf, name, shape);
    return { tf, considered };
  };

  const open: TensorflowOpener = async (choice, shape = defaultShape, among = backendNames) => {
    const names = choice === null ? among : [requireName(choice, among)];
    const { tf, considered } = await consider(names, choice !== null, shape);
    const backend = chooseBackend(considered) as BackendName;
    await start(tf, backend);
    return {
      tf,
      backend,
      considered,
      watch: runtime.backends[backend].watch?.(tf) ?? neverLost,
      fallBack(reason) {
        lost.set(backend, reason);
        return open(null, shape, among);
      },
    };
  };
  return open;
}

/**
 * The own kernels or wasm where they are usable, else the first, unless another is clearly faster.
 * @throws AppError `backend-unavailable` with the reason of each.
 */
export function chooseBackend(considered: readonly ConsideredBackend[]): EngineName {
  const usable = considered.filter((entry) => entry.usable);
  const named = (wanted: EngineName): ConsideredBackend | undefined =>
    usable.find(({ name }) => name === wanted);
  const first = named('own') ?? named('wasm') ?? usable[0];
  if (first === undefined) throw nothingUsable(considered);
  const fastest = usable.reduce((best, entry) => (speed(entry) > speed(best) ? entry : best), first);
  return speed(fastest) > CLEARLY_FASTER * speed(first) ? fastest.name : first.name;
}

function nothingUsable(considered: readonly ConsideredBackend[]): AppError {
  const reasons = considered.map(({ name, reason }) => `${name}: ${reason ?? 'unknown'}`).join('; ');
  return new AppError('backend-unavailable', {
    detail: `${considered.length === 1 ? 'The compute backend' : 'Every compute backend'} is unavailable here. ${reasons}.`,
    extra: { considered },
  });
}

const speed = (entry: ConsideredBackend): number => entry.stepsPerSecond ?? 0;

/** A `setBackend` that failed only answers false, while `getBackend` goes on to name what failed. */
async function useBackend(tf: Tf, name: BackendName): Promise<void> {
  const started = await tf.setBackend(name);
  if (!started) throw new Error(`${name} did not start`);
  await tf.ready();
}

const unusable = (name: BackendName, reason: string): ConsideredBackend => ({
  name,
  usable: false,
  reason,
  stepsPerSecond: null,
});

function requireName(choice: string, among: readonly BackendName[]): BackendName {
  const name = among.find((known) => known === choice);
  if (name !== undefined) return name;
  const known = backendNames.some((each) => each === choice);
  throw new AppError('backend-unavailable', {
    detail: known
      ? `The compute backend "${choice}" cannot train this; ${among.join(', ')} can.`
      : `There is no compute backend "${choice}"; there are own, ${backendNames.join(', ')}.`,
  });
}
