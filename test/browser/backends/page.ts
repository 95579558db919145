export interface BackendRequest {
  readonly network: 'dense' | 'text';
  /** As `--backend`; null = what pays. */
  readonly backend: string | null;
  readonly epochs: number;
  /** Epochs, and parts of one, after which the device is lost; null = never. */
  readonly loseAfter: number | null;
}

export interface BackendAnswer {
  /** As the run records them; null = the own engine. */
  readonly backends: string | null;
  /** Epochs that were reported, and their losses. */
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  /** Probabilities of the training rows. */
  readonly p: readonly number[];
}

/** A worker each, since a thread does not start a lost backend again. */
function train(request: BackendRequest): Promise<BackendAnswer & { error?: string; loaded: string[] }> {
  const worker = new Worker(new URL('./backend-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      resolve(data);
      worker.terminate();
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
  });
}

declare global {
  var backendsPage: { train: typeof train };
}
globalThis.backendsPage = { train };
