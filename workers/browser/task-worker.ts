import type { Endpoint } from 'comlink';
import { openTensorflow } from '../backends/browser.ts';
import { createPeerPool } from '../pool/peer-pool.ts';
import { memoryLimit } from '../pool/memory-budget.ts';
import { createTrainer } from '../pool/trainer.ts';
import { tasks } from '../tasks/registry.ts';
import { serveTasks } from '../tasks/task-host.ts';
import { holdLifeLock } from './life-lock.ts';
import { freeMemory } from './free-memory.ts';
import { probeBackendsTask } from './probe-backends.ts';
import { changeDatasetTask, type BrowserTaskMap } from './storage-tasks.ts';
import { webWorkerHandle } from './web-worker.ts';
import { workerStore } from './worker-store.ts';

/* Entry of a task worker; its name is that of the page's database. */
const store = workerStore(self.name);

const peers = createPeerPool(startPeer);
const cores = navigator.hardwareConcurrency;

function startPeer() {
  const worker = new Worker(new URL('./team-worker.ts', import.meta.url), { type: 'module' });
  // Without isolation this thread never blocks: it hears of their end by itself.
  return self.crossOriginIsolated
    ? webWorkerHandle(worker, (notice) => postMessage(notice))
    : webWorkerHandle(worker);
}

void holdLifeLock((notice) => postMessage(notice));
serveTasks<BrowserTaskMap>(
  { ...tasks, 'change-dataset': changeDatasetTask(store.database), 'probe-backends': probeBackendsTask },
  {
    ...store,
    sharesTables: true,
    trainer: (request, signal) =>
      createTrainer({
        ...request,
        signal,
        cores,
        peers,
        sharesMemory: self.crossOriginIsolated,
        openTensorflow,
        memory: memoryLimit(request, freeMemory),
      }),
  },
  self as Endpoint,
);
