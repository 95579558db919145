import { neuralNetwork } from '../../../shared/estimators/neural-network/estimator.ts';
import { resolveParams } from '../../../shared/estimators/params-check.ts';
import { textNetwork } from '../../../shared/estimators/text-network/estimator.ts';
import { createRng } from '../../../shared/random/rng.ts';
import { openTensorflow } from '../../../workers/backends/browser.ts';
import { createTrainer } from '../../../workers/pool/trainer.ts';
import { twoMoons } from '../../estimators/two-moons.ts';
import { phrases } from '../../estimators/phrases.ts';
import type { BackendAnswer, BackendRequest } from './page.ts';

/* Trains a small network on a backend, and takes its device away in the middle where it is told to. */

async function train(request: BackendRequest): Promise<BackendAnswer> {
  const { network, backend, epochs, loseAfter } = request;
  const estimator = network === 'text' ? textNetwork : neuralNetwork;
  const data = network === 'text' ? phrases(40) : twoMoons(80);
  const given = { epochs, batch_size: network === 'text' ? 20 : 16, early_stopping: false };
  const signal = new AbortController().signal;
  const trainer = createTrainer({ threads: 1, backend, signal, cores: 1, peers: null, openTensorflow });
  const fitting = trainer.fit(estimator, data, resolveParams(estimator.params, given), createRng(3));
  const steps: number[] = [];
  const losses: number[] = [];
  let lost = false;
  for (;;) {
    const step = await fitting.next();
    if (step.done === true)
      return { backends: trainer.used.backend, steps, losses, p: [...step.value.predict(data.X)] };
    for (const { key, value, step: epoch } of step.value.metrics ?? []) {
      if (key !== 'loss') continue;
      steps.push(epoch);
      losses.push(value);
    }
    if (lost || loseAfter === null || step.value.done < loseAfter) continue;
    lost = true;
    await loseDevice(backend);
  }
}

interface Losable {
  readonly gpgpu?: { readonly gl: WebGL2RenderingContext };
  readonly device?: { destroy(): void };
}

async function loseDevice(backend: string | null): Promise<void> {
  const tf = await import('@tensorflow/tfjs-core');
  const { gpgpu, device } = tf.backend() as unknown as Losable;
  if (backend === 'webgl') gpgpu!.gl.getExtension('WEBGL_lose_context')!.loseContext();
  else device!.destroy();
}

/** What was fetched after the start: tfjs and its backends are parts of their own. */
const loaded = (): string[] =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => /\.(js|wasm)$/.test(name));

self.onmessage = async ({ data }: MessageEvent<BackendRequest>) => {
  try {
    self.postMessage({ ...(await train(data)), loaded: loaded() });
  } catch (thrown) {
    self.postMessage({ error: String(thrown) });
  }
};
