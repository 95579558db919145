import type { SharedArrays } from './team-work.ts';

const MOST_HISTOGRAM_BYTES = 256 * 2 ** 20;

/** Histograms of leaves, used again and again. */
export interface HistogramPool {
  /** null when memory is spent: the histogram is built again when needed. */
  acquire(): Float64Array | null;
  release(histogram: Float64Array | null): void;
  /** For histograms that are not kept, of two siblings at most. */
  readonly scratch: readonly [Float64Array, Float64Array];
}

export function createPool(arrays: SharedArrays, length: number): HistogramPool {
  const limit = mostHistograms(length);
  const free: Float64Array[] = [];
  let made = 0;
  const scratch = [arrays.f64(length), arrays.f64(length)] as const;
  return {
    scratch,
    acquire: () => free.pop() ?? (made++ < limit ? arrays.f64(length) : null),
    release: (histogram) => {
      if (histogram !== null && histogram !== scratch[0] && histogram !== scratch[1]) free.push(histogram);
    },
  };
}

/** How many histograms of so many doubles are kept at once. */
export const mostHistograms = (length: number): number =>
  Math.max(2, Math.floor(MOST_HISTOGRAM_BYTES / (8 * length)));
