import type { FittedModel, Progress, TensorflowTraining } from '../../shared/estimators/estimator.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { FitWork } from '../pool/start-fit.ts';
import type { DeviceWatch, OpenTensorflow } from './backend.ts';

/**
 * Trains on the opened backend. Where its device is lost, the next backend of the policy goes on from the
 * last epoch. `onBackend` hears of each one that took part.
 */
export async function* fitOnTensorflow(
  training: TensorflowTraining,
  work: FitWork,
  opened: OpenTensorflow,
  onBackend: (name: string) => void,
): AsyncGenerator<Progress, FittedModel, void> {
  let { resume } = work;
  for (;;) {
    onBackend(opened.backend);
    const fitting = begin(training, { ...work, resume }, opened);
    let lost: string | null = null;
    try {
      for (;;) {
        const step = await untilLost(fitting.next(), opened.watch);
        if (step.done === true) return step.value;
        yield step.value;
        resume = step.value.checkpoint?.() ?? resume;
      }
    } catch (thrown) {
      lost = await lossOf(opened.watch);
      if (lost === null) throw thrown;
    } finally {
      // What waits for a lost device may wait for ever; its tensors went with it.
      if (lost === null) await fitting.return(undefined as never);
    }
    opened = await opened.fallBack(lost);
  }
}

function begin(
  { fit, partialFit }: TensorflowTraining,
  { data, params, rng, previous, resume }: FitWork,
  { tf }: OpenTensorflow,
): AsyncGenerator<Progress, FittedModel, void> {
  const context = { tf, rng, ...(resume === null ? {} : { resume }) };
  if (previous === null) return fit(data, params, context);
  if (partialFit !== undefined) return partialFit(previous, data, params, context);
  throw new AppError('cannot-continue', { detail: 'This network only trains from the start.' });
}

/** A lost device answers with zeros, with an error, or never. @throws once it is lost. */
async function untilLost<T>(answer: Promise<T>, watch: DeviceWatch): Promise<T> {
  answer.catch(() => {});
  const given = await Promise.race([answer, watch.lost.then(deviceLost)]);
  if (watch.isLost()) deviceLost('the device was lost');
  return given;
}

function deviceLost(reason: string): never {
  throw new AppError('backend-unavailable', { detail: `The training stopped: ${reason}.` });
}

/** The news of a loss may come a little later than the error that it causes. */
const NEWS_MS = 300;

async function lossOf({ lost, isLost }: DeviceWatch): Promise<string | null> {
  const waited = new Promise<null>((resolve) => setTimeout(resolve, NEWS_MS, null));
  const reason = await Promise.race([lost, waited]);
  return reason ?? (isLost() ? 'the device was lost' : null);
}
