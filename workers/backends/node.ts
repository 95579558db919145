import type { TensorflowRuntime } from './backend.ts';
import { watchWebgpu } from './device-watch.ts';
import { webgpuOutlook } from './gpu-outlook.ts';
import { tensorflowOpener } from './tensorflow-opener.ts';
import { silence, singleThreadedWasm } from './prepare-engine.ts';

/**
 * tfjs in Node and its worker threads. Only bare imports work there; the gradients come with
 * tfjs-layers, and the wasm backend finds its files beside its own script.
 */
const nodeRuntime: TensorflowRuntime = {
  async loadCore() {
    const tf = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-layers');
    return silence(tf);
  },
  backends: {
    cpu: {
      outlook: async () => ({}),
      load: async () => void (await import('@tensorflow/tfjs-backend-cpu')),
    },
    wasm: {
      outlook: async () => ({}),
      async load(tf) {
        await import('@tensorflow/tfjs-backend-wasm');
        singleThreadedWasm(tf);
      },
    },
    webgl: {
      outlook: async () => ({ absent: 'there is no WebGL in Node' }),
      load: async () => {},
    },
    // Where someone gave Node a `navigator.gpu` (the npm package `webgpu` does).
    webgpu: {
      outlook: webgpuOutlook,
      load: async () => void (await import('@tensorflow/tfjs-backend-webgpu')),
      watch: watchWebgpu,
    },
  },
};

export const openTensorflow = tensorflowOpener(nodeRuntime);
