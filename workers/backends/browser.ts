import type { TensorflowRuntime } from './backend.ts';
import { watchWebgl, watchWebgpu } from './device-watch.ts';
import { webglOutlook, webgpuOutlook } from './gpu-outlook.ts';
import { tensorflowOpener } from './tensorflow-opener.ts';
import { silence, singleThreadedWasm } from './prepare-engine.ts';

/** tfjs in a page or a Web Worker: parts that the bundler splits off and loads when they are asked for. */
const browserRuntime: TensorflowRuntime = {
  async loadCore() {
    const tf = await import('@tensorflow/tfjs-core');
    // tfjs-core alone knows no gradients.
    await import('@tensorflow/tfjs-core/dist/register_all_gradients');
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
        const [wasm, { wasmFiles }] = await Promise.all([
          import('@tensorflow/tfjs-backend-wasm'),
          import('./wasm-files-browser.ts'),
        ]);
        wasm.setWasmPaths(wasmFiles);
        singleThreadedWasm(tf);
      },
    },
    webgl: {
      outlook: webglOutlook,
      load: async () => void (await import('@tensorflow/tfjs-backend-webgl')),
      watch: watchWebgl,
    },
    webgpu: {
      outlook: webgpuOutlook,
      load: async () => void (await import('@tensorflow/tfjs-backend-webgpu')),
      watch: watchWebgpu,
    },
  },
};

export const openTensorflow = tensorflowOpener(browserRuntime);
