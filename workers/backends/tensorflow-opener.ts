import { AppError } from '../../shared/errors/app-error.ts';
import {
  backendNames,
  type BackendName,
  type ConsideredBackend,
  type OpenTensorflow,
  type TensorflowRuntime,
  type Tf,
} from './backend.ts';
import { withDeadline } from './deadline.ts';
import { defaultProbeShape, probeLoss, probeSpeed, type ProbeShape } from './probe.ts';

/**
 * Loads tfjs and chooses a backend: the named one, or by a probe of real training steps the fastest of
 * those that work. Measurements are kept for the life of the thread, per network shape.
 * @throws AppError `backend-unavailable` when the named backend, or every one, fails.
 */
export type TensorflowOpener = (choice: string | null, shape?: ProbeShape) => Promise<OpenTensorflow>;

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
  let expected: Promise<number> | null = null;

  const start = async (tf: Tf, name: BackendName): Promise<void> => {
    await runtime.backends[name].load(tf);
    await withDeadline(useBackend(tf, name), START_LIMIT_MS, `starting ${name}`);
  };
  const cpuLoss = (tf: Tf): Promise<number> => (expected ??= start(tf, 'cpu').then(() => probeLoss(tf)));

  const measure = async (tf: Tf, name: BackendName, shape: ProbeShape): Promise<ConsideredBackend> => {
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
  const measureOnce = (tf: Tf, name: BackendName, shape: ProbeShape): Promise<ConsideredBackend> => {
    const key = `${name} ${shape.sizes.join('-')} ${shape.batchSize}`;
    const known = measured.get(key) ?? measure(tf, name, shape);
    measured.set(key, known);
    return known;
  };
  const consider = async (tf: Tf, name: BackendName, shape: ProbeShape): Promise<ConsideredBackend> => {
    const { absent, poor } = await runtime.backends[name].outlook();
    const obstacle = absent ?? poor;
    return obstacle === undefined ? measureOnce(tf, name, shape) : unusable(name, obstacle);
  };
  const considerNamed = async (tf: Tf, name: BackendName, shape: ProbeShape): Promise<ConsideredBackend> => {
    const { absent } = await runtime.backends[name].outlook();
    return absent === undefined ? measureOnce(tf, name, shape) : unusable(name, absent);
  };

  return async (choice, shape = defaultProbeShape) => {
    const named = choice === null ? null : requireName(choice);
    const tf = await runtime.loadCore();
    const considered: ConsideredBackend[] = [];
    // One after the other: they share tfjs's engine, and would slow each other down.
    if (named !== null) considered.push(await considerNamed(tf, named, shape));
    else for (const name of backendNames) considered.push(await consider(tf, name, shape));
    const backend = chooseBackend(considered);
    await start(tf, backend);
    return { tf, backend, considered };
  };
}

/**
 * wasm where it is usable, else cpu, unless another is clearly faster.
 * @throws AppError `backend-unavailable` with the reason of each.
 */
export function chooseBackend(considered: readonly ConsideredBackend[]): BackendName {
  const usable = considered.filter((entry) => entry.usable);
  const first = usable.find(({ name }) => name === 'wasm') ?? usable[0];
  if (first === undefined) {
    const reasons = considered.map(({ name, reason }) => `${name}: ${reason ?? 'unknown'}`).join('; ');
    throw new AppError('backend-unavailable', {
      detail: `${considered.length === 1 ? 'The compute backend' : 'Every compute backend'} is unavailable here. ${reasons}.`,
      extra: { considered },
    });
  }
  const fastest = usable.reduce((best, entry) => (speed(entry) > speed(best) ? entry : best), first);
  return speed(fastest) > CLEARLY_FASTER * speed(first) ? fastest.name : first.name;
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

function requireName(choice: string): BackendName {
  const name = backendNames.find((known) => known === choice);
  if (name !== undefined) return name;
  throw new AppError('backend-unavailable', {
    detail: `There is no compute backend "${choice}"; there are ${backendNames.join(', ')}.`,
  });
}
