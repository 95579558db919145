import { AppError } from '../../shared/errors/app-error.ts';
import type { Estimator, NetworkShape, TensorflowTraining } from '../../shared/estimators/estimator.ts';
import { TENSORFLOW_KIND } from '../../shared/estimators/neural-network/fit-tensorflow.ts';
import { isCsr } from '../../shared/numeric/csr.ts';
import type { FitWork } from '../pool/start-fit.ts';
import type { ConsideredBackend, OpenTensorflow } from './backend.ts';
import { probeOwnSpeed } from './probe.ts';
import { chooseBackend, type TensorflowOpener } from './tensorflow-opener.ts';

/** How an estimator trains on tfjs; null for those that cannot. */
export const tensorflowOf = (estimator: Estimator): TensorflowTraining | null =>
  estimator.kind === 'tensorflow' ? estimator : (estimator.tensorflow ?? null);

const OWN_BUDGET_MS = 120;

/**
 * What a fit runs on: null = the own engine. `choice` names it; without one a fit goes on where its
 * checkpoint comes from, a network that the own kernels are quick with stays with them, and for larger ones
 * a GPU that is there is measured beside them. tfjs is loaded for nothing else.
 * @throws AppError `backend-unavailable`.
 */
export async function chooseEngine(
  estimator: Estimator,
  { data, params, resume }: Pick<FitWork, 'data' | 'params' | 'resume'>,
  choice: string | null,
  open: TensorflowOpener,
): Promise<OpenTensorflow | null> {
  const training = tensorflowOf(estimator);
  if (training === null) return null;
  const own = estimator.kind === 'own';
  if (choice === 'own') return own ? null : refuseOwn(estimator, training);
  const shape = training.shape(data, params);
  if (choice !== null || !own) return open(choice, shape, training.backends);
  if (resume !== null) {
    return resume.config['kind'] === TENSORFLOW_KIND ? open(null, shape, training.backends) : null;
  }
  if (isCsr(data.X) || stepWork(shape) < (training.paysFrom ?? Infinity)) return null;
  const gpus = training.backends.filter((name) => name === 'webgpu' || name === 'webgl');
  const opened = await ifThere(open(null, shape, gpus));
  if (opened === null) return null;
  const ownEntry = ownBackend(shape);
  return chooseBackend([ownEntry, ...opened.considered]) === 'own' ? null : opened;
}

/** The own kernels beside the backends. */
export const ownBackend = (shape: NetworkShape): ConsideredBackend => ({
  name: 'own',
  usable: true,
  reason: null,
  stepsPerSecond: probeOwnSpeed(shape, OWN_BUDGET_MS),
});

/** Multiplications of a training step: forward, and back to the inputs and to the weights. */
const stepWork = ({ sizes, batchSize }: NetworkShape): number =>
  3 * batchSize * sizes.slice(1).reduce((sum, nOut, index) => sum + sizes[index]! * nOut, 0);

async function ifThere(opening: Promise<OpenTensorflow>): Promise<OpenTensorflow | null> {
  try {
    return await opening;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'backend-unavailable') return null;
    throw thrown;
  }
}

function refuseOwn({ name }: Estimator, { backends }: TensorflowTraining): never {
  throw new AppError('backend-unavailable', {
    detail: `The own engine does not train ${name}; ${backends.join(', ')} do.`,
  });
}
