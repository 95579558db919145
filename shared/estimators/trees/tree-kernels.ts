import { loadKernels } from '../../numeric/kernels.ts';
import type { Team } from '../estimator.ts';
import { TREE_ROWS } from './tree-rows.wasm.ts';
import { TREE_SPLITS } from './tree-splits.wasm.ts';

/** Pointers: bytes from the start of the team's memory; 0 = none where that is allowed. */
type BeginTree = (
  draws: number,
  labels: number,
  weights: number,
  codes: number,
  order: number,
  nRows: number,
  totals: number,
) => number;

type SearchSplits = (
  order: number,
  start: number,
  end: number,
  codes: number,
  weights: number,
  columns: number,
  nRows: number,
  features: number,
  from: number,
  to: number,
  binCounts: number,
  totals: number,
  nTotals: number,
  factors: number,
  minLeafWeight: number,
  cuts: number,
  edges: number,
  histogram: number,
  scratch: number,
  best: number,
) => void;

/** What tree-rows.as.ts exports. */
interface RowKernels {
  bootstrap(state: number, draws: number, nRows: number): void;
  readonly beginTwo: BeginTree;
  readonly beginClasses: BeginTree;
  readonly beginTargets: BeginTree;
  partition(column: number, bin: number, order: number, spare: number, start: number, end: number): number;
}

/** What tree-splits.as.ts exports. */
interface SplitKernels {
  readonly searchTwo: SearchSplits;
  readonly searchClasses: SearchSplits;
  readonly searchTargets: SearchSplits;
}

export type TreeKernels = RowKernels & SplitKernels;

/** null where the team has no memory for kernels, or the engine does not take them. */
export function treeKernels({ memory }: Team): TreeKernels | null {
  const rows = memory && loadKernels<RowKernels>(TREE_ROWS, memory);
  const splits = memory && loadKernels<SplitKernels>(TREE_SPLITS, memory);
  return rows && splits && { ...rows, ...splits };
}
