import { total } from './total.ts';

/** Counts of two samples over the same cells. */
export interface LevelCells {
  before: number[];
  now: number[];
}

/** How many standard errors above the cut a level must stand to be there by more than luck. */
const STANDARD_ERRORS = 3;

/**
 * Counts by level (the last bin is "other") as they can be compared fairly. Which rare levels got a bin
 * is a matter of luck in the reference sample: the kept ones look more frequent there than they are, and
 * "other" rarer, so that fresh rows of the very same distribution seem to drift. Therefore levels that are
 * not clearly above the cut join "other", judged by both samples together, which under no drift favours
 * neither. The cut is the least frequent kept level, or a single row where no level was left out.
 */
export function fairCells(before: readonly number[], now: readonly number[]): LevelCells {
  const [m, n] = [total(before), total(now)];
  const cut = leastKept(before);
  const clear = cut + STANDARD_ERRORS * Math.sqrt(cut);
  const isClear = (level: number): boolean => ((before[level]! + now[level]!) * m) / (m + n) >= clear;
  const kept = before.slice(0, -1).flatMap((_, level) => (isClear(level) ? [level] : []));
  const pick = (counts: readonly number[]): number[] => {
    const own = kept.map((level) => counts[level]!);
    return [...own, total(counts) - total(own)];
  };
  return { before: pick(before), now: pick(now) };
}

function leastKept(before: readonly number[]): number {
  const hasOther = before.at(-1)! > 0;
  return hasOther ? Math.max(1, Math.min(...before.slice(0, -1))) : 1;
}

/**
 * Rows of unknown level to be expected even if nothing changed, as `hits` of `n` rows: a fresh sample
 * always brings levels that the reference happened to miss, about as often as the reference has levels
 * seen once. Source: Good, Biometrika 40 (1953); the rows are scaled so that the share has the variance
 * (N₁ + 2N₂)/m² of that estimate.
 */
export function expectedNewLevels(before: readonly number[]): { hits: number; n: number } {
  const m = total(before);
  const once = before.filter((count) => count === 1).length;
  const twice = before.filter((count) => count === 2).length;
  const scale = once === 0 ? 1 : once / (once + 2 * twice);
  return { hits: Math.round(once * scale), n: Math.round(m * scale) };
}
