import type { Rng } from '../../random/generator.ts';
import { sampleWithoutReplacement } from '../../random/sampling.ts';
import type { Progress, Team, TrainingData } from '../estimator.ts';
import { binEdges } from '../trees/bin-edges.ts';
import { EDGES_PER_FEATURE, isCode } from './binned-features.ts';
import { SAMPLE_ROWS, type BinningWork } from './binning-work.ts';
import { inPieces, ownShare } from './team-work.ts';

/** Cells between two yields: some 10 ms. */
const CELLS_PER_STEP = 1 << 22;

/** Which features have missing cells, and how often each code stands there. */
export function* lookThrough(
  { X }: TrainingData,
  team: Team,
  tick: Progress,
  missing: Int32Array,
  codeCounts: readonly (Int32Array | null)[],
): Generator<Progress, void, void> {
  const { nRows, nColumns, values } = X;
  const own = codeCounts.map((counts) => (counts === null ? null : new Int32Array(counts.length)));
  const seen = new Uint8Array(nColumns);
  const rowsPerStep = Math.max(1, Math.floor(CELLS_PER_STEP / nColumns));
  const numbersOnly = own.every((counts) => counts === null);
  yield* inPieces(ownShare(team, nRows), rowsPerStep, tick, (from, to) => {
    if (numbersOnly && isComplete(values, from * nColumns, to * nColumns)) return;
    for (let feature = 0; feature < nColumns; feature++) lookAt(X, feature, own[feature]!, seen, from, to);
  });
  for (let feature = 0; feature < nColumns; feature++) {
    if (seen[feature] === 1) Atomics.store(missing, feature, 1);
    own[feature]?.forEach((count, code) => count > 0 && Atomics.add(codeCounts[feature]!, code, count));
  }
}

/** Whether no value is NaN; one sum over all of them tells. */
function isComplete(values: Float64Array, from: number, to: number): boolean {
  let nothing = 0;
  for (let i = from; i < to; i++) nothing += values[i]! * 0;
  return nothing === 0;
}

function lookAt(
  { nColumns, values }: TrainingData['X'],
  feature: number,
  counts: Int32Array | null,
  seen: Uint8Array,
  from: number,
  to: number,
): void {
  let missing = 0;
  for (let row = from; row < to; row++) {
    const value = values[row * nColumns + feature]!;
    if (counts === null) missing |= +(value !== value);
    else if (isCode(value, counts.length)) counts[value]!++;
    else missing = 1;
  }
  seen[feature]! |= missing;
}

/** Each peer takes every size-th feature. */
export function* findEdges(
  { X }: TrainingData,
  levels: Int32Array,
  maxBins: number,
  rng: Rng,
  team: Team,
  missing: Int32Array,
  valueBins: Int32Array,
  edges: Float64Array,
  work: BinningWork,
): Generator<Progress, void, void> {
  const { nRows, nColumns } = X;
  const rows = nRows > SAMPLE_ROWS ? sampleWithoutReplacement(nRows, SAMPLE_ROWS, rng).toSorted() : null;
  const length = rows?.length ?? nRows;
  for (let feature = team.index; feature < nColumns; feature += team.size) {
    const limit = maxBins - missing[feature]!;
    if (levels[feature]! > 0) {
      valueBins[feature] = Math.min(limit, levels[feature]!);
      continue;
    }
    let count = 0;
    for (let i = 0; i < length; i++) {
      const value = X.values[(rows?.[i] ?? i) * nColumns + feature]!;
      work.column[count] = value;
      count += +(value === value);
    }
    const found = binEdges(work.sort(count), limit);
    edges.set(found, feature * EDGES_PER_FEATURE);
    valueBins[feature] = found.length + 1;
    yield { stage: 'train', done: 0, total: 1 };
  }
}

/** The most frequent codes keep bins of their own, in code order; the rest share the last. */
export function binsOfCodes(counts: Int32Array, limit: number): Int32Array {
  if (counts.length <= limit) return counts.map((_, code) => code);
  const ranked = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b);
  const bins = new Int32Array(counts.length).fill(limit - 1);
  ranked
    .slice(0, limit - 1)
    .sort((a, b) => a - b)
    .forEach((code, bin) => void (bins[code] = bin));
  return bins;
}
