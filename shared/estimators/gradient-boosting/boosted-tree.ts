import { EDGES_PER_FEATURE, type BinnedFeatures } from './binned-features.ts';
import type { TreeNodes } from '../trees/tree-nodes.ts';

/** A finished tree, breadth-first, with what boosting knows beyond thresholds. */
export interface BoostedTree extends TreeNodes {
  /** nSplits: 1 = rows without the value go left. */
  readonly missingLeft: Uint8Array;
  /**
   * Sets of category codes that go left, one bit a code, in whole words for as many codes as the feature
   * has; those of all splits on categories end to end, in node order. The threshold of such a split is 0.
   */
  readonly sets: Uint32Array;
}

/** What a split asks, in bins. */
export interface SplitQuestion {
  readonly feature: number;
  /** Values with a bin ≤ this go left; −1 where `set` says it. */
  readonly bin: number;
  /** Eight words: the bins that go left. */
  readonly set: Uint32Array | null;
  readonly missingLeft: boolean;
  readonly gain: number;
}

/** A tree while it grows: nodes in the order they were split, siblings side by side. */
export interface GrowingTree {
  /** Turns a node into a split; returns its first child. `goesRight`: 256 bytes, by bin. */
  split(node: number, question: SplitQuestion, goesRight: Uint8Array): number;
  /** Gives a leaf its value, and the rows that it was made of. */
  setLeaf(node: number, value: number, nRows: number): void;
  /** The leaf that a row ends in. */
  route(binned: Pick<BinnedFeatures, 'byColumn' | 'nRows'>, row: number): number;
  finish(binned: BinnedFeatures): BoostedTree;
}

export function growingTree(): GrowingTree {
  const questions: (SplitQuestion | null)[] = [null];
  const children: number[] = [-1];
  const values: number[] = [0];
  const covers: number[] = [0];
  const tables: Uint8Array[] = [];
  const features: number[] = [-1];
  return {
    split(node, question, goesRight) {
      const first = children.length;
      questions[node] = question;
      children[node] = first;
      features[node] = question.feature;
      tables[node] = goesRight.slice();
      questions.push(null, null);
      children.push(-1, -1);
      values.push(0, 0);
      covers.push(0, 0);
      features.push(-1, -1);
      return first;
    },
    setLeaf(node, value, nRows) {
      values[node] = value;
      covers[node] = nRows;
    },
    route({ byColumn, nRows }, row) {
      let node = 0;
      while (children[node]! >= 0)
        node = children[node]! + tables[node]![byColumn[features[node]! * nRows + row]!]!;
      return node;
    },
    finish: (binned) => breadthFirst(questions, children, { values, covers }, binned),
  };
}

/** The table that deals rows to both sides, by bin. */
export function fillTable(
  question: SplitQuestion,
  { valueBins, missingBins }: BinnedFeatures,
  goesRight: Uint8Array,
): void {
  const { feature, bin, set } = question;
  for (let b = 0; b < valueBins[feature]!; b++)
    goesRight[b] = set === null ? +(b > bin) : 1 - ((set[b >> 5]! >>> (b & 31)) & 1);
  if (missingBins[feature]! >= 0) goesRight[missingBins[feature]!] = question.missingLeft ? 0 : 1;
}

function breadthFirst(
  questions: readonly (SplitQuestion | null)[],
  children: readonly number[],
  { values, covers }: { readonly values: readonly number[]; readonly covers: readonly number[] },
  binned: BinnedFeatures,
): BoostedTree {
  const nNodes = children.length;
  const nSplits = (nNodes - 1) / 2;
  const features = new Int32Array(nNodes);
  const thresholds = new Float64Array(nSplits);
  const gains = new Float64Array(nSplits);
  const missingLeft = new Uint8Array(nSplits);
  const leaves = new Float64Array(nSplits + 1);
  const leafCovers = new Int32Array(nSplits + 1);
  const sets: number[] = [];
  const queue = [0];
  let split = 0;
  let leaf = 0;
  for (let at = 0; at < nNodes; at++) {
    const node = queue[at]!;
    const question = questions[node]!;
    features[at] = question === null ? -1 : question.feature;
    if (question === null) {
      leafCovers[leaf] = covers[node]!;
      leaves[leaf++] = values[node]!;
      continue;
    }
    gains[split] = question.gain;
    missingLeft[split] = +question.missingLeft;
    if (question.set === null) thresholds[split] = thresholdOf(question, binned);
    else sets.push(...codesOf(question.set, binned.codeBins[question.feature]!));
    queue.push(children[node]!, children[node]! + 1);
    split++;
  }
  return {
    features,
    thresholds,
    gains,
    values: leaves,
    covers: leafCovers,
    missingLeft,
    sets: Uint32Array.from(sets),
  };
}

/** Behind the last bin of values only missing cells are to the right. */
function thresholdOf({ feature, bin }: SplitQuestion, { edges, valueBins }: BinnedFeatures): number {
  return bin >= valueBins[feature]! - 1 ? Number.MAX_VALUE : edges[feature * EDGES_PER_FEATURE + bin]!;
}

/** A set of bins as a set of the codes in them. */
function codesOf(set: Uint32Array, codeBins: Int32Array): Uint32Array {
  const words = new Uint32Array((codeBins.length + 31) >> 5);
  codeBins.forEach((bin, code) => {
    if ((set[bin >> 5]! >>> (bin & 31)) & 1) words[code >> 5]! |= 1 << (code & 31);
  });
  return words;
}
