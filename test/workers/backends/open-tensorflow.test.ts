import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type {
  BackendSource,
  ConsideredBackend,
  TensorflowRuntime,
} from '../../../workers/backends/backend.ts';
import { openTensorflow } from '../../../workers/backends/node.ts';
import { chooseBackend, tensorflowOpener } from '../../../workers/backends/tensorflow-opener.ts';

const unavailable = (detail: RegExp): unknown =>
  expect.objectContaining({ code: 'backend-unavailable', detail: expect.stringMatching(detail) });

const nothing: BackendSource = {
  outlook: async () => ({ absent: 'not on this device' }),
  load: async () => {},
};

/** The real tfjs of Node, with one backend replaced by a broken one. */
async function brokenRuntime(broken: BackendSource): Promise<TensorflowRuntime> {
  const { tf } = await openTensorflow('cpu');
  return {
    loadCore: async () => tf,
    backends: {
      cpu: { outlook: async () => ({}), load: async () => {} },
      wasm: nothing,
      webgl: nothing,
      webgpu: broken,
    },
  };
}

describe('opening tfjs in Node', () => {
  it('probes what there is and says why the others are left out', async () => {
    const { tf, backend, considered } = await openTensorflow(null);
    expect(tf.getBackend()).toBe(backend);
    const found = Object.fromEntries(considered.map((entry) => [entry.name, entry]));
    expect(found['cpu']).toMatchObject({ usable: true, reason: null });
    expect(found['wasm']).toMatchObject({ usable: true, reason: null });
    expect(found['wasm']!.stepsPerSecond).toBeGreaterThan(0);
    expect(found['webgl']).toMatchObject({ usable: false, reason: expect.stringContaining('no WebGL') });
    expect(found['webgpu']).toMatchObject({ usable: false, reason: expect.stringContaining('no WebGPU') });
  });

  it('takes the backend that is asked for', async () => {
    for (const name of ['cpu', 'wasm', 'cpu'] as const) {
      const { tf, backend } = await openTensorflow(name);
      expect([backend, tf.getBackend()]).toEqual([name, name]);
    }
  });

  it('leaves no tensor behind after a probe', async () => {
    const { tf } = await openTensorflow('wasm');
    const before = tf.memory().numTensors;
    await openTensorflow(null, { sizes: [3, 4, 2], batchSize: 8 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('runs wasm with one thread, since threads hang in minified builds', async () => {
    const { tf } = await openTensorflow('wasm');
    expect(tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT')).toBe(false);
  });

  it('refuses a backend that is not there, or that nobody knows', async () => {
    await expect(openTensorflow('webgpu')).rejects.toThrow(
      unavailable(/webgpu: there is no WebGPU/) as Error,
    );
    await expect(openTensorflow('cuda')).rejects.toThrow(
      unavailable(/"cuda".*own, cpu, wasm, webgl, webgpu/) as Error,
    );
  });

  it('notices a backend that does not start, which tfjs reports as current', async () => {
    const runtime = await brokenRuntime({
      outlook: async () => ({}),
      async load() {
        const { registerBackend } = await import('@tensorflow/tfjs-core');
        registerBackend('webgpu', () => Promise.reject(new Error('device lost')));
      },
    });
    const open = tensorflowOpener(runtime);
    await expect(open('webgpu')).rejects.toThrow(unavailable(/webgpu: /) as Error);
    const { tf, backend, considered } = await open(null);
    expect([backend, tf.getBackend()]).toEqual(['cpu', 'cpu']);
    expect(considered.find(({ name }) => name === 'webgpu')).toMatchObject({ usable: false });
  });

  it('tries a software GPU only when it is asked for by name', async () => {
    let loads = 0;
    const runtime = await brokenRuntime({
      outlook: async () => ({ poor: 'WebGPU has a software adapter only' }),
      load: async () => void (loads += 1),
    });
    const open = tensorflowOpener(runtime);
    const { considered } = await open(null);
    expect(considered.find(({ name }) => name === 'webgpu')!.reason).toMatch(/software adapter/);
    expect(loads).toBe(0);
    await expect(open('webgpu')).rejects.toThrow(unavailable(/webgpu/) as Error);
    expect(loads).toBe(1);
  });

  it('works in a worker thread', async () => {
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.loader)
        .then(({ register }) => register())
        .then(() => import(workerData.entry))
        .then(({ openTensorflow }) => openTensorflow('wasm'))
        .then(({ tf }) => parentPort.postMessage(tf.getBackend()));`;

    const entry = new URL('../../../workers/backends/node.ts', import.meta.url).href;
    const workerData = { entry, loader: import.meta.resolve('tsx/esm/api') };
    const worker = new Worker(script, { eval: true, workerData });
    expect(await once(worker, 'message')).toEqual(['wasm']);
    await worker.terminate();
  });
});

describe('the choice among usable backends', () => {
  const entry = (name: ConsideredBackend['name'], stepsPerSecond: number): ConsideredBackend => ({
    name,
    usable: true,
    reason: null,
    stepsPerSecond,
  });

  it('is wasm, unless another is clearly faster', () => {
    expect(chooseBackend([entry('cpu', 500), entry('wasm', 600), entry('webgpu', 700)])).toBe('wasm');
    expect(chooseBackend([entry('cpu', 500), entry('wasm', 600), entry('webgpu', 1000)])).toBe('webgpu');
    expect(chooseBackend([entry('cpu', 500)])).toBe('cpu');
  });

  it('is an error that tells every reason when there is none', () => {
    const none: ConsideredBackend[] = [
      { name: 'cpu', usable: false, reason: 'it is broken', stepsPerSecond: null },
    ];
    expect(() => chooseBackend(none)).toThrow(unavailable(/cpu: it is broken/) as Error);
  });
});
