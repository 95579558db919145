import type { Team } from '../estimator.ts';
import type { BinnedMatrix } from './binning.ts';
import { float64At, int32At, peerBytes, peerMemory } from './peer-memory.ts';
import type { BestSplit, SplitSearch } from './splitter.ts';
import type { TreeKernels } from './tree-kernels.ts';

/** What the kernels learn from, in the team's memory; every peer sees the same. */
export interface KernelTarget {
  readonly kind: 'two' | 'classes' | 'targets';
  /** Pointer: a byte a row (class), or an int32 a row (target). */
  readonly labels: number;
  /** Pointer: a double a row, the integer weight of one draw; 0 = 1. */
  readonly weights: number;
  readonly nTotals: number;
  /** nClasses: factors on the criterion. */
  readonly factors: Float64Array;
}

/** More classes do not fit a byte. */
export const MOST_KERNEL_CLASSES = 256;

const CODE_BYTES = { two: 1, classes: 2, targets: 4 };
const GROUP_BINS = 4 * 256;
const SCRATCH_BYTES = 2048;

interface Pieces {
  readonly codes: number;
  readonly histogram: number;
  readonly scratch: number;
  /** The node's totals, then the factors. */
  readonly totals: number;
  /** The best split: see tree-splits.as.ts. */
  readonly found: number;
}

function piecesFor(kind: KernelTarget['kind'], nRows: number, nTotals: number): Pieces {
  const cell = { two: 8, classes: 8 * nTotals, targets: 16 }[kind];
  return {
    codes: CODE_BYTES[kind] * nRows,
    histogram: cell * GROUP_BINS,
    scratch: SCRATCH_BYTES + 8 * nTotals,
    totals: 16 * nTotals,
    found: 16 + 8 * nTotals,
  };
}

/** Bytes of `kernelSearch` for each peer. */
export function kernelSearchBytes(nRows: number, nClasses: number): number {
  const pieces = piecesFor(nClasses === 0 ? 'targets' : 'classes', nRows, Math.max(2, nClasses));
  return peerBytes(Object.values(pieces));
}

/** Searches by the kernels: the bits of `classSearch` and `targetSearch`. */
export function kernelSearch(
  kernels: TreeKernels,
  binned: BinnedMatrix,
  { kind, labels, weights, nTotals, factors }: KernelTarget,
  team: Team,
): SplitSearch {
  const pieces = piecesFor(kind, binned.nRows, nTotals);
  const memory = peerMemory(team, Object.values(pieces));
  const codes = memory(pieces.codes).byteOffset;
  const histogram = memory(pieces.histogram).byteOffset;
  const scratch = memory(pieces.scratch).byteOffset;
  const nodeTotals = float64At(memory(pieces.totals), 2 * nTotals);
  const found = memory(pieces.found);
  const foundWords = int32At(found, 4);
  const foundDoubles = float64At(found, 2 + nTotals);
  nodeTotals.set(factors, nTotals);
  const totals = nodeTotals.byteOffset;
  const begin = { two: kernels.beginTwo, classes: kernels.beginClasses, targets: kernels.beginTargets }[kind];
  const search = { two: kernels.searchTwo, classes: kernels.searchClasses, targets: kernels.searchTargets }[
    kind
  ];
  const columns = binned.byColumn.byteOffset;
  const binCounts = binned.binCounts.byteOffset;
  const edges = binned.edges.byteOffset;

  const copyBest = (best: BestSplit): void => {
    if (foundWords[2]! < 0) return;
    best.score = foundDoubles[0]!;
    best.feature = foundWords[2]!;
    best.bin = foundWords[3]!;
    for (let k = 0; k < nTotals; k++) best.leftTotals[k] = foundDoubles[2 + k]!;
  };
  return {
    begin: ({ draws, order }) => {
      nodeTotals.fill(0, 0, nTotals);
      const end = begin(draws.byteOffset, labels, weights, codes, order.byteOffset, draws.length, totals);
      return { end, totals: nodeTotals.slice(0, nTotals) };
    },
    search: ({ order }, node, features, from, to, minLeafWeight, best, cuts) => {
      for (let k = 0; k < nTotals; k++) nodeTotals[k] = node.totals[k]!;
      foundDoubles[0] = best.score;
      foundWords[2] = -1;
      search(
        order.byteOffset,
        node.start,
        node.end,
        codes,
        weights,
        columns,
        binned.nRows,
        features.byteOffset,
        from,
        to,
        binCounts,
        totals,
        nTotals,
        totals + 8 * nTotals,
        minLeafWeight,
        cuts?.byteOffset ?? 0,
        edges,
        histogram,
        scratch,
        found.byteOffset,
      );
      copyBest(best);
    },
  };
}
