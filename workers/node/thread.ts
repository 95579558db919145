import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkerHandle } from '../pool/worker-handle.ts';

/** Where an entry of this folder is: its source beside this file, or in the build its bundle. */
export function threadEntry(name: string): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL(`./${name}.ts`, here);
  const places = [`./${name}.js`, `../${name}.js`].map((path) => new URL(path, here));
  return places.find((place) => existsSync(place)) ?? places[0]!;
}

/** Starts a worker thread; sources (in tests) go through a TypeScript loader. */
export function startThread(entry: URL): WorkerHandle {
  if (!entry.pathname.endsWith('.ts')) return threadHandle(new Worker(entry));
  return threadHandle(new Worker(sourceStarter(entry), { eval: true }));
}

/** `--import tsx` does not reach the entry of a worker thread on Node 20, so the thread registers it. */
function sourceStarter(entry: URL): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const loader = new URL('./dist/esm/api/index.mjs', tsx).href;
  return `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(entry.href)});
  });`;
}

function threadHandle(worker: Worker): WorkerHandle {
  let [dead, listeners]: [AppError | null, ((cause: AppError) => void)[]] = [null, []];
  const die = (cause: AppError): void => {
    if (dead !== null) return;
    dead = cause;
    listeners.forEach((listener) => listener(cause));
    listeners = [];
  };
  worker.on('error', (thrown) => die(deathBy(thrown)));
  worker.on('exit', (code) => die(died(`A worker thread ended with exit code ${code}.`)));
  worker.on('messageerror', (thrown) => die(died('A message to a worker could not be read.', thrown)));
  return {
    endpoint: nodeEndpoint(worker),
    onDeath: (listener) => void (dead === null ? listeners.push(listener) : listener(dead)),
    isGone: () => dead !== null || hasStopped(worker),
    hold: (on) => (on ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}

/**
 * A thread's own event loop is measured from outside; one that has stopped, by an exit or for want of
 * memory, answers −1 at once, while the event about it waits for our own event loop to turn. One that was
 * never looked at while it ran looks alive for ever.
 */
const hasStopped = (worker: Worker): boolean => worker.performance.eventLoopUtilization().idle < 0;

function deathBy(thrown: unknown): AppError {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return died(`A worker thread failed: ${message}`, thrown);
  return new AppError('out-of-memory', { detail: 'A worker thread ran out of memory.', cause: thrown });
}

const died = (detail: string, cause?: unknown): AppError => new AppError('worker-died', { detail, cause });
