import type { FitFigures } from './fits.ts';

/** Measures in a worker, as the real page trains. */
function measure(): Promise<FitFigures[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<FitFigures[]>) => resolve(data);
  });
}

declare global {
  var measure: () => Promise<FitFigures[]>;
}
globalThis.measure = measure;
