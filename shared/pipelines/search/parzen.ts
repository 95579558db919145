import { exp } from '../../numeric/exp-log.ts';
import type { Rng } from '../../random/generator.ts';

/** A density over an axis, estimated from what was seen there. */
export interface Estimate<T> {
  draw(rng: Rng): T;
  density(value: T): number;
}

const SQRT_TWO_PI = 2.5066282746310002;
/** More observations see finer; beyond this nothing is gained. */
const FINEST = 100;

/**
 * Parzen estimate over 0 … 1: a normal kernel at each observation, as wide as the way to its further neighbour, mirrored
 * at both ends, and one flat kernel that keeps every place possible (Bergstra et al. 2011, "Algorithms for
 * hyper-parameter optimization", section 4, with mirrored instead of truncated kernels).
 */
export function parzenEstimate(places: readonly number[]): Estimate<number> {
  const sorted = [...places].sort((a, b) => a - b);
  const finest = 1 / Math.min(FINEST, sorted.length + 2);
  const widths = sorted.map((place, at) => {
    const [before, after] = [sorted[at - 1] ?? 0, sorted[at + 1] ?? 1];
    return Math.min(0.5, Math.max(finest, place - before, after - place));
  });
  const kernels = sorted.length + 1;
  return {
    draw(rng) {
      const at = rng.integer(kernels);
      if (at === sorted.length) return rng.uniform();
      return mirrored(sorted[at]! + widths[at]! * rng.normal());
    },
    density(place) {
      let sum = 1;
      for (let at = 0; at < sorted.length; at++) {
        const [centre, width] = [sorted[at]!, widths[at]!];
        const mirrors = [place - centre, place + centre, 2 - place - centre];
        for (const distance of mirrors) sum += kernel(distance / width) / width;
      }
      return sum / kernels;
    },
  };
}

const kernel = (z: number): number => exp(-0.5 * z * z) / SQRT_TWO_PI;

function mirrored(place: number): number {
  const folded = Math.abs(place) % 2;
  return folded > 1 ? 2 - folded : folded;
}

/** Shares of n choices as they were seen, each once more than it was, by a weight of one in all. */
export function shareEstimate(seen: readonly number[], n: number): Estimate<number> {
  const weights = Array.from({ length: n }, () => 1 / n);
  for (const choice of seen) weights[choice]! += 1;
  const total = seen.length + 1;
  return {
    draw(rng) {
      let left = rng.uniform() * total;
      for (let choice = 0; choice < n - 1; choice++) {
        left -= weights[choice]!;
        if (left < 0) return choice;
      }
      return n - 1;
    },
    density: (choice) => weights[choice]! / total,
  };
}
