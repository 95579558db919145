/** Histograms kept by open leaves, so that one child of a split can be had by subtraction. */
export interface HistogramPool {
  /** A histogram to keep, or null when memory is spent: then it is built again when needed. */
  acquire(): Float64Array | null;
  release(histogram: Float64Array | null): void;
  /** For a histogram that is not kept. */
  readonly scratch: Float64Array;
}

const MOST_BYTES = 256 * 1024 * 1024;

export function createHistogramPool(length: number): HistogramPool {
  const limit = Math.floor(MOST_BYTES / (8 * length));
  const free: Float64Array[] = [];
  let made = 0;
  return {
    acquire: () => {
      const reused = free.pop();
      if (reused !== undefined) return reused;
      if (made >= limit) return null;
      made++;
      return new Float64Array(length);
    },
    release: (histogram) => {
      if (histogram !== null) free.push(histogram);
    },
    scratch: new Float64Array(length),
  };
}
