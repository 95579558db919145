import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { AppError } from '../../shared/errors/app-error.ts';
import { openTensorflow } from '../backends/node.ts';
import { createPeerPool } from '../pool/peer-pool.ts';
import { memoryLimit } from '../pool/memory-budget.ts';
import { createTrainer } from '../pool/trainer.ts';
import { tasks } from '../tasks/registry.ts';
import { serveTasks } from '../tasks/task-host.ts';
import { freeMemory } from './free-memory.ts';
import { useNativeSha256 } from './native-sha256.ts';
import { pathSource } from './path-source.ts';
import { startThread, threadEntry } from './thread.ts';

/* Entry of a task thread. It has no store of its own: tables and packages come by value. */
const peers = createPeerPool(() => startThread(threadEntry('team-thread')));
const cores = availableParallelism();

useNativeSha256();
serveTasks(
  tasks,
  {
    table(dataVersion) {
      throw new AppError('data-version-unknown', {
        detail: `A worker thread was asked for the data version ${dataVersion}; it takes tables by value.`,
      });
    },
    packageBytes(digest) {
      throw new AppError('blob-unknown', {
        detail: `A worker thread was asked for the package ${digest}; it takes packages by value.`,
      });
    },
    openPath: pathSource,
    trainer: (request, signal) =>
      createTrainer({
        ...request,
        signal,
        cores,
        peers,
        openTensorflow,
        memory: memoryLimit(request, freeMemory),
      }),
  },
  nodeEndpoint(parentPort!),
);
