import type { Rng } from '../../random/generator.ts';
import type { Progress, Team, TrainingData } from '../estimator.ts';
import { makeColumns } from './bin-columns.ts';
import { binRows } from './bin-rows.ts';
import { EDGES_PER_FEATURE, type BinnedFeatures } from './binned-features.ts';
import { binningWork } from './binning-work.ts';
import { binsOfCodes, findEdges, lookThrough } from './find-bins.ts';
import { sharedArrays } from './team-work.ts';

/** Bins for the whole team; every peer returns the same arrays. O(nRows × nFeatures); memory 2 bytes a cell. */
export function* binFeatures(
  data: TrainingData,
  maxBins: number,
  rng: Rng,
  team: Team,
  tick: Progress,
): Generator<Progress, BinnedFeatures, void> {
  const { nRows, nColumns: nFeatures } = data.X;
  const arrays = sharedArrays(team);
  const levels = data.levels ?? new Int32Array(nFeatures);
  const byColumn = arrays.u8(nRows * nFeatures);
  const valueBins = arrays.i32(nFeatures);
  const missing = arrays.i32(nFeatures);
  const edges = arrays.f64(nFeatures * EDGES_PER_FEATURE);
  const work = binningWork(nRows, nFeatures, team);
  const codeCounts = Array.from(levels, (count) => (count > 0 ? arrays.i32(count) : null));
  yield* lookThrough(data, team, tick, missing, codeCounts);
  team.barrier();
  yield* findEdges(data, levels, maxBins, rng, team, missing, valueBins, edges, work);
  const codeBins = codeCounts.map((counts, feature) =>
    counts === null ? null : binsOfCodes(counts, maxBins - missing[feature]!),
  );
  team.barrier();
  const missingBins = missing.map((any, feature) => (any === 0 ? -1 : valueBins[feature]!));
  const { offsets, totalBins } = layOut(valueBins, missingBins);
  const counts = arrays.i32(totalBins);
  const binned = {
    nRows,
    nFeatures,
    byColumn,
    valueBins,
    missingBins,
    offsets,
    totalBins,
    counts,
    edges,
    codeBins,
  };
  yield* binRows(data, binned, work, team, tick);
  team.barrier();
  const columns = yield* makeColumns(binned, team, arrays, tick);
  team.barrier();
  return { ...binned, columns };
}

function layOut(valueBins: Int32Array, missingBins: Int32Array): { offsets: Int32Array; totalBins: number } {
  const offsets = new Int32Array(valueBins.length);
  let bins = 0;
  for (let feature = 0; feature < valueBins.length; feature++) {
    offsets[feature] = bins;
    bins += valueBins[feature]! + +(missingBins[feature]! >= 0);
  }
  return { offsets, totalBins: bins };
}
