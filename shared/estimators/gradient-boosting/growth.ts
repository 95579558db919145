import type { Team } from '../estimator.ts';
import type { BinnedFeatures } from './binned-features.ts';
import type { GrowingTree } from './boosted-tree.ts';
import type { Engine, RowMemory } from './engine.ts';
import type { HistogramPool } from './histogram-pool.ts';
import type { Scales } from './quantise.ts';
import type { CarefulLimits } from './scan-careful.ts';
import type { BoostingSettings } from './settings.ts';
import type { Range, SharedArrays } from './team-work.ts';

/** A group of rows that end together, in a growing or a grown tree. */
export interface Leaf {
  readonly node: number;
  readonly depth: number;
  /** Its rows are `order[start … end)`. */
  readonly start: number;
  readonly end: number;
  /** Sums over its rows, in the units of `Scales`. */
  readonly gradient: number;
  readonly hessian: number;
  /** What monotone splits above leave to its values. */
  readonly lower: number;
  readonly upper: number;
  histogram: Float64Array | null;
  split: FoundSplit | null;
}

export interface FoundSplit {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly set: Uint32Array | null;
  /** 0 right, 1 left, 2 the side with more rows. */
  readonly missing: number;
  readonly gradient: number;
  readonly hessian: number;
  /** Whether both sides are known to have enough rows; else the partition tells. */
  readonly counted: boolean;
}

/** What one tree is grown from. */
export interface TreeTask {
  /** Rows of `order` that it learns from, from the front. */
  readonly nRows: number;
  readonly scales: Scales;
  /** nFeatures: 1 = it may split on this one. */
  readonly features: Uint8Array;
}

export interface GrowthParts {
  readonly binned: BinnedFeatures;
  readonly rows: RowMemory;
  readonly engine: Engine;
  readonly settings: BoostingSettings;
  /** Whether a sum of hessians counts rows. */
  readonly constantHessian: boolean;
  /** nFeatures: 1 = values must not fall as the feature rises, −1 = not rise; null = no such wish. */
  readonly monotone: Int8Array | null;
  readonly team: Team;
  readonly arrays: SharedArrays;
}

/** The state of growing, as each peer has it. */
export interface Growth extends GrowthParts {
  readonly peers: readonly Peer[];
  readonly own: Peer;
  /** Left rows by peer, and twice the result of a partition in one thread. */
  readonly counts: Int32Array;
  readonly pool: HistogramPool;
  /** This peer's features. */
  readonly range: Range;
  readonly candidates: readonly Range[];
  /** 256: rows by bin, where they are counted. */
  readonly rowCounts: Int32Array;
  turn: number;
  task: TreeTask;
  words: Int32Array;
  tree: GrowingTree;
  leaves: Leaf[];
}

export interface Peer {
  readonly best: readonly [Float64Array, Float64Array];
  readonly partial: Float64Array | null;
  readonly table: Uint8Array;
}

/** What a split of the leaf must keep to. */
export function limitsOf({ task, settings, constantHessian }: Growth, leaf: Leaf): CarefulLimits {
  const { scales } = task;
  const curvature = scales.hessian > 0 ? Math.ceil(settings.minChildWeight / scales.hessian) : Infinity;
  return {
    gradient: leaf.gradient,
    hessian: leaf.hessian,
    gradientScale: scales.gradient,
    hessianScale: scales.hessian,
    l1: settings.l1,
    l2: settings.l2,
    minHessian: Math.max(1, curvature, constantHessian ? settings.minSamplesLeaf : 0),
    lower: leaf.lower,
    upper: leaf.upper,
    minSamplesLeaf: settings.minSamplesLeaf,
    nRows: leaf.end - leaf.start,
    catSmooth: settings.catSmooth,
  };
}
