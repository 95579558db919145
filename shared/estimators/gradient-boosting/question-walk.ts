import type { Matrix } from '../../numeric/matrix.ts';
import type { TreeEnsemble } from '../trees/ensemble.ts';
import { isCode } from './binned-features.ts';
import type { BoostedTable } from './boosted-table.ts';

/** Bits of a node's first word, above its feature. */
const MISSING_RIGHT = 1 << 24;
const CATEGORY = 1 << 25;
const FEATURE = MISSING_RIGHT - 1;

/** Rows that every tree passes over before the next: they fit the second-level cache. */
const BLOCK_ROWS = 2048;

interface Walk {
  /** Threshold of node i at 2i, or where its set starts. */
  readonly doubles: Float64Array;
  /** Feature and bits at 2i, left child at 2i + 1; a leaf leads to itself. */
  readonly nodes: Int32Array;
  readonly sets: Uint32Array;
  readonly levels: Int32Array;
}

/**
 * Walks rows down trees whose splits may be on categories, and where cells may be missing: a missing
 * cell, and a category that the training did not know, goes where the split says.
 */
export function createQuestionWalk(
  table: BoostedTable,
  ensemble: TreeEnsemble,
  nScores: number,
): (X: Matrix, scores: Float64Array) => void {
  const walk = layOut(table, ensemble);
  const { roots, depths, valueAt, values, nTrees } = ensemble;
  return (X, scores) => {
    for (let block = 0; block < X.nRows; block += BLOCK_ROWS) {
      const end = Math.min(X.nRows, block + BLOCK_ROWS);
      for (let tree = 0; tree < nTrees; tree++) {
        const root = roots[tree]!;
        const depth = depths[tree]!;
        const k = tree % nScores;
        for (let row = block; row < end; row++) {
          const leaf = walkRow(walk, X.values, row * X.nColumns, root, depth);
          scores[row * nScores + k]! += values[valueAt[leaf]!]!;
        }
      }
    }
  };
}

function walkRow(
  { doubles, nodes, sets, levels }: Walk,
  x: Float64Array,
  at: number,
  root: number,
  depth: number,
): number {
  let node = root;
  for (let level = 0; level < depth; level++) {
    const word = nodes[2 * node]!;
    const next = nodes[2 * node + 1]!;
    if (next === node) return node;
    const value = x[at + (word & FEATURE)]!;
    const missing = word & MISSING_RIGHT ? 1 : 0;
    if (word & CATEGORY) {
      const known = isCode(value, levels[word & FEATURE]!);
      const bit = known ? (sets[doubles[node]! + (value >> 5)]! >>> (value & 31)) & 1 : 1 - missing;
      node = next + 1 - bit;
    } else node = next + (value === value ? +(value > doubles[node]!) : missing);
  }
  return node;
}

/** nSplits: 1 where the first row of `X` goes left. */
export function waysOf(
  { features, thresholds, levels, missingLeft, sets }: BoostedTable,
  X: Matrix,
): Uint8Array {
  const ways = new Uint8Array(thresholds.length);
  let split = 0;
  let set = 0;
  for (const feature of features) {
    if (feature < 0) continue;
    const value = X.values[feature]!;
    const nLevels = levels[feature]!;
    if (nLevels === 0) ways[split] = value === value ? +!(value > thresholds[split]!) : missingLeft[split]!;
    else
      ways[split] = isCode(value, nLevels)
        ? (sets[set + (value >> 5)]! >>> (value & 31)) & 1
        : missingLeft[split]!;
    set += (nLevels + 31) >> 5;
    split++;
  }
  return ways;
}

function layOut(table: BoostedTable, { words, doubles }: TreeEnsemble): Walk {
  const { features, levels, missingLeft, sets } = table;
  const thresholds = new Float64Array(features.length);
  const nodes = new Int32Array(2 * features.length);
  let split = 0;
  let set = 0;
  features.forEach((feature, node) => {
    nodes[2 * node + 1] = words[4 * node + 3]!;
    if (feature < 0) return;
    const isCategory = levels[feature]! > 0;
    nodes[2 * node] =
      feature | (missingLeft[split++] === 1 ? 0 : MISSING_RIGHT) | (isCategory ? CATEGORY : 0);
    thresholds[node] = isCategory ? set : doubles[2 * node]!;
    if (isCategory) set += (levels[feature]! + 31) >> 5;
  });
  return { doubles: thresholds, nodes, sets, levels };
}
