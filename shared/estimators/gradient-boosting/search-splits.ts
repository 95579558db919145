import type { BinnedFeatures } from './binned-features.ts';
import { limitsOf, type FoundSplit, type Growth, type Leaf } from './growth.ts';
import { leafGain, scanCategories, scanNumbersCarefully, setOf, type CarefulLimits } from './scan-careful.ts';
import {
  BEST_BIN,
  BEST_FEATURE,
  BEST_GAIN,
  BEST_GRADIENT,
  BEST_HESSIAN,
  BEST_MISSING,
} from './scan-numbers.ts';
import type { BoostingSettings } from './settings.ts';
import type { Range } from './team-work.ts';

/** Gains below this share of the node's own are rounding. */
const NOISE = 1e-10;

/** By feature, the thresholds that leave enough of all training rows on both sides: no node can have more. */
export function candidateBins(
  { nFeatures, offsets, counts, valueBins, nRows }: BinnedFeatures,
  minSamplesLeaf: number,
): Range[] {
  return Array.from({ length: nFeatures }, (_, feature) => {
    let [from, to, rows] = [valueBins[feature]!, 0, 0];
    for (let bin = 0; bin < valueBins[feature]!; bin++) {
      rows += counts[offsets[feature]! + bin]!;
      if (rows < minSamplesLeaf || nRows - rows < minSamplesLeaf) continue;
      from = Math.min(from, bin);
      to = bin + 1;
    }
    return { from, to };
  });
}

/** Looks for the best split of one leaf or two, whose histograms are built; all peers meet and agree. */
export function searchSplits(growth: Growth, leaves: readonly Leaf[], counted = false): void {
  leaves.forEach((leaf, at) => scanRange(growth, leaf, growth.own.best[at]!, counted));
  growth.team.barrier();
  leaves.forEach((leaf, at) => {
    leaf.split = bestOf(growth, leaf, at, counted);
  });
}

function scanRange(growth: Growth, leaf: Leaf, best: Float64Array, counted: boolean): void {
  const { binned, engine, settings, monotone, range, candidates, task } = growth;
  const { offsets, valueBins, missingBins, codeBins } = binned;
  const limits = limitsOf(growth, leaf);
  const sums = leaf.histogram!;
  best[BEST_GAIN] = startGain(leaf, limits, settings);
  best[BEST_FEATURE] = -1;
  for (let feature = range.from; feature < range.to; feature++) {
    const bins = valueBins[feature]!;
    const missing = missingBins[feature]!;
    if (task.features[feature] === 0) continue;
    const at = 2 * offsets[feature]!;
    const counts = counted ? countRows(growth, leaf, feature) : null;
    if (codeBins[feature] !== null) scanCategories(sums, at, feature, bins, missing, counts, limits, best);
    else if (counted || monotone !== null) {
      const direction = monotone === null ? 0 : monotone[feature]!;
      scanNumbersCarefully(sums, at, feature, bins, missing, direction, counts, limits, best);
    } else {
      const { from, to } = candidates[feature]!;
      engine.scan(sums, feature, from, to, limits, best);
    }
  }
}

function startGain(leaf: Leaf, limits: CarefulLimits, settings: BoostingSettings): number {
  const own = leafGain(leaf.gradient, leaf.hessian, limits);
  return own + Math.abs(own) * NOISE + settings.minSplitGain;
}

/** Rows of a leaf by bin of a feature, until the next call. */
function countRows({ binned, rows, rowCounts: counts }: Growth, leaf: Leaf, feature: number): Int32Array {
  counts.fill(0);
  const column = feature * binned.nRows;
  for (let i = leaf.start; i < leaf.end; i++) counts[binned.byColumn[column + rows.order[i]!]!]!++;
  return counts;
}

function bestOf(growth: Growth, leaf: Leaf, at: number, counted: boolean): FoundSplit | null {
  const { peers, settings, constantHessian, binned } = growth;
  let best: Float64Array | null = null;
  for (const peer of peers) {
    const found = peer.best[at]!;
    if (found[BEST_FEATURE]! < 0) continue;
    if (best === null || found[BEST_GAIN]! > best[BEST_GAIN]!) best = found;
  }
  if (best === null) return null;
  const feature = best[BEST_FEATURE]!;
  return {
    gain: best[BEST_GAIN]! - startGain(leaf, limitsOf(growth, leaf), settings) + settings.minSplitGain,
    feature,
    bin: best[BEST_BIN]!,
    set: binned.codeBins[feature] === null ? null : setOf(best).slice(),
    missing: best[BEST_MISSING]!,
    gradient: best[BEST_GRADIENT]!,
    hessian: best[BEST_HESSIAN]!,
    counted: counted || constantHessian || settings.minSamplesLeaf <= 1,
  };
}
