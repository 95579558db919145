import type { Matrix } from '../../numeric/matrix.ts';
import { ensembleKernel } from './ensemble-kernel.ts';
import type { TreeTable } from './tree-table.ts';

/**
 * Trees laid out for prediction, 16 bytes a node, so that a visit touches one cache line:
 *
 *   f64 threshold | i32 feature | i32 next        next = left child; the right one is next + 1
 *
 * A leaf leads to itself (threshold Infinity), so that several rows can walk in step without a
 * branch on whether each has arrived.
 */
export interface TreeEnsemble {
  readonly nTrees: number;
  readonly leafWidth: number;
  /** nTrees: the root of each tree. */
  readonly roots: Int32Array;
  /** nTrees: questions on the longest way to a leaf. */
  readonly depths: Int32Array;
  /** Two views of the nodes: threshold of node i at 2i, feature at 4i + 2, next at 4i + 3. */
  readonly doubles: Float64Array;
  readonly words: Int32Array;
  /** nNodes: where a leaf's values start in `values`. */
  readonly valueAt: Int32Array;
  readonly values: Float64Array;
}

export function createEnsemble(table: TreeTable, leafWidth: number): TreeEnsemble {
  const nodes = new ArrayBuffer(table.features.length * 16);
  const ensemble: TreeEnsemble = {
    nTrees: table.sizes.length,
    leafWidth,
    roots: new Int32Array(table.sizes.length),
    depths: treeDepths(table),
    doubles: new Float64Array(nodes),
    words: new Int32Array(nodes),
    valueAt: new Int32Array(table.features.length),
    values: table.values,
  };
  linkNodes(ensemble, table);
  return ensemble;
}

/** Breadth-first, a level holds twice as many nodes as the level above holds splits. */
function treeDepths(table: TreeTable): Int32Array {
  let node = 0;
  return table.sizes.map(() => {
    let depth = -1;
    for (let width = 1; width > 0; depth++) {
      let splits = 0;
      for (const end = node + width; node < end; node++) splits += +(table.features[node]! >= 0);
      width = 2 * splits;
    }
    return depth;
  });
}

function linkNodes(ensemble: TreeEnsemble, table: TreeTable): void {
  const { doubles, words, roots, valueAt, leafWidth } = ensemble;
  let root = 0;
  let splits = 0;
  let leaves = 0;
  for (let tree = 0; tree < table.sizes.length; tree++) {
    roots[tree] = root;
    let next = root + 1;
    const end = root + table.sizes[tree]!;
    for (let node = root; node < end; node++) {
      const feature = table.features[node]!;
      const isLeaf = feature < 0;
      doubles[2 * node] = isLeaf ? Infinity : table.thresholds[splits++]!;
      words[4 * node + 2] = isLeaf ? 0 : feature;
      words[4 * node + 3] = isLeaf ? node : next;
      if (isLeaf) valueAt[node] = leaves++ * leafWidth;
      else next += 2;
    }
    root = end;
  }
}

/** Cells of the rows that every tree passes over before the next: they fit the second-level cache. */
const BLOCK_CELLS = 32_768;

/**
 * Adds every tree's leaf to `out` (nRows × nOutputs): a leaf as wide as the row is added to it; a
 * single number goes to output `tree % nOutputs`. Sums run in tree order for each row, so a row's
 * digits do not depend on the rows around it. Large batches go by a kernel, to the same bits.
 */
export function addLeaves(ensemble: TreeEnsemble, X: Matrix, out: Float64Array, nOutputs: number): void {
  const kernel = ensembleKernel(ensemble, X);
  if (kernel === null) addLeavesPlainly(ensemble, X, out, nOutputs);
  else kernel(X, out, nOutputs);
}

/** `addLeaves` in TypeScript, the oracle of the kernel. */
export function addLeavesPlainly(
  ensemble: TreeEnsemble,
  X: Matrix,
  out: Float64Array,
  nOutputs: number,
): void {
  const leaves = new Int32Array(4);
  const height = Math.max(4, 4 * Math.floor(BLOCK_CELLS / X.nColumns / 4));
  for (let block = 0; block < X.nRows; block += height) {
    const end = Math.min(X.nRows, block + height);
    const fours = block + ((end - block) & ~3);
    for (let tree = 0; tree < ensemble.nTrees; tree++) {
      const shift = ensemble.leafWidth === nOutputs ? 0 : tree % nOutputs;
      for (let row = block; row < fours; row += 4) {
        walkFourRows(ensemble, tree, X, row, leaves);
        for (let k = 0; k < 4; k++) addLeaf(ensemble, leaves[k]!, out, (row + k) * nOutputs + shift);
      }
    }
    for (let row = fours; row < end; row++) addRow(ensemble, X, row, out, nOutputs, leaves);
  }
}

/** One row through all trees, four trees in step. */
function addRow(
  ensemble: TreeEnsemble,
  X: Matrix,
  row: number,
  out: Float64Array,
  nOutputs: number,
  leaves: Int32Array,
): void {
  const whole = ensemble.leafWidth === nOutputs;
  for (let tree = 0; tree < ensemble.nTrees; tree += 4) {
    walkFourTrees(ensemble, tree, X, row, leaves);
    const count = Math.min(4, ensemble.nTrees - tree);
    for (let k = 0; k < count; k++)
      addLeaf(ensemble, leaves[k]!, out, row * nOutputs + (whole ? 0 : (tree + k) % nOutputs));
  }
}

function addLeaf(ensemble: TreeEnsemble, leaf: number, out: Float64Array, at: number): void {
  const from = ensemble.valueAt[leaf]!;
  for (let k = 0; k < ensemble.leafWidth; k++) out[at + k]! += ensemble.values[from + k]!;
}

/**
 * Levels walked before looking whether all four have arrived: a leaf leads to itself, so that going on
 * costs less than a branch at every level.
 */
const LEVELS_PER_LOOK = 12;

function walkFourRows(
  ensemble: TreeEnsemble,
  tree: number,
  X: Matrix,
  row: number,
  leaves: Int32Array,
): void {
  const { doubles, words } = ensemble;
  const x = X.values;
  const b0 = row * X.nColumns;
  const b1 = b0 + X.nColumns;
  const b2 = b1 + X.nColumns;
  const b3 = b2 + X.nColumns;
  let n0 = ensemble.roots[tree]!;
  let n1 = n0;
  let n2 = n0;
  let n3 = n0;
  for (let left = ensemble.depths[tree]!; left > 0; left -= LEVELS_PER_LOOK) {
    for (let level = Math.min(left, LEVELS_PER_LOOK); level > 0; level--) {
      n0 = words[4 * n0 + 3]! + +(x[b0 + words[4 * n0 + 2]!]! > doubles[2 * n0]!);
      n1 = words[4 * n1 + 3]! + +(x[b1 + words[4 * n1 + 2]!]! > doubles[2 * n1]!);
      n2 = words[4 * n2 + 3]! + +(x[b2 + words[4 * n2 + 2]!]! > doubles[2 * n2]!);
      n3 = words[4 * n3 + 3]! + +(x[b3 + words[4 * n3 + 2]!]! > doubles[2 * n3]!);
    }
    if (isLeaf(words, n0) && isLeaf(words, n1) && isLeaf(words, n2) && isLeaf(words, n3)) break;
  }
  leaves[0] = n0;
  leaves[1] = n1;
  leaves[2] = n2;
  leaves[3] = n3;
}

const isLeaf = (words: Int32Array, node: number): boolean => words[4 * node + 3] === node;

function walkFourTrees(
  ensemble: TreeEnsemble,
  tree: number,
  X: Matrix,
  row: number,
  leaves: Int32Array,
): void {
  const { doubles, words, roots, depths, nTrees } = ensemble;
  const x = X.values;
  const base = row * X.nColumns;
  const last = nTrees - 1;
  const t1 = Math.min(tree + 1, last);
  const t2 = Math.min(tree + 2, last);
  const t3 = Math.min(tree + 3, last);
  let n0 = roots[tree]!;
  let n1 = roots[t1]!;
  let n2 = roots[t2]!;
  let n3 = roots[t3]!;
  const depth = Math.max(depths[tree]!, depths[t1]!, depths[t2]!, depths[t3]!);
  for (let left = depth; left > 0; left -= LEVELS_PER_LOOK) {
    for (let level = Math.min(left, LEVELS_PER_LOOK); level > 0; level--) {
      n0 = words[4 * n0 + 3]! + +(x[base + words[4 * n0 + 2]!]! > doubles[2 * n0]!);
      n1 = words[4 * n1 + 3]! + +(x[base + words[4 * n1 + 2]!]! > doubles[2 * n1]!);
      n2 = words[4 * n2 + 3]! + +(x[base + words[4 * n2 + 2]!]! > doubles[2 * n2]!);
      n3 = words[4 * n3 + 3]! + +(x[base + words[4 * n3 + 2]!]! > doubles[2 * n3]!);
    }
    if (isLeaf(words, n0) && isLeaf(words, n1) && isLeaf(words, n2) && isLeaf(words, n3)) break;
  }
  leaves[0] = n0;
  leaves[1] = n1;
  leaves[2] = n2;
  leaves[3] = n3;
}

/** The leaf of one tree that a row falls into. */
export function findLeaf(
  { roots, doubles, words }: TreeEnsemble,
  tree: number,
  X: Matrix,
  row: number,
): number {
  const base = row * X.nColumns;
  let node = roots[tree]!;
  while (!isLeaf(words, node))
    node = words[4 * node + 3]! + +(X.values[base + words[4 * node + 2]!]! > doubles[2 * node]!);
  return node;
}
