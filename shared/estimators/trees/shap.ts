/** One tree to be explained, breadth-first as `TreeNodes` says, for one row whose ways are known. */
export interface ExplainedTree {
  /** nNodes: the feature that a node splits on, −1 in a leaf. */
  readonly features: Int32Array;
  /** nSplits: 1 where the row goes left. */
  readonly goesLeft: Uint8Array;
  /** nLeaves × leafWidth. */
  readonly values: Float64Array;
  /** nLeaves, positive: rows, or any other weight. */
  readonly covers: ArrayLike<number>;
  readonly leafWidth: number;
}

/**
 * Exact Shapley values of one row in one tree, where a feature that is not known sends the row down both
 * branches by their covers: φ is added to `out` (nFeatures × leafWidth), the expectation to `base` (leafWidth);
 * together they are the leaf's values. Source: Lundberg et al., From local explanations to global
 * understanding with explainable AI for trees, Nature Machine Intelligence 2 (2020), Algorithm 2. Cost:
 * O(leaves × depth²).
 */
export function addTreeShap(tree: ExplainedTree, out: Float64Array, base: Float64Array): void {
  const walk = createWalk(tree, out);
  const { leafWidth, covers, values } = tree;
  const total = walk.covers[0]!;
  for (let leaf = 0; leaf < covers.length; leaf++)
    for (let k = 0; k < leafWidth; k++) base[k]! += (values[leaf * leafWidth + k]! * covers[leaf]!) / total;
  visit(walk, 0, 0, 0, 1, 1, -1);
}

interface Walk {
  readonly tree: ExplainedTree;
  readonly out: Float64Array;
  /** nNodes: splits before each node, which is the number of its own split or finds its leaf. */
  readonly splits: Int32Array;
  /** nNodes. */
  readonly covers: Float64Array;
  /** The features on the way to a node, one stretch a depth; the first is none, for the empty set. */
  readonly features: Int32Array;
  /** What share of the rows goes the same way when the feature is not known. */
  readonly zeros: Float64Array;
  /** 1 where the row itself goes this way, else 0. */
  readonly ones: Float64Array;
  /** Of the sets of features on the way, by size: their weights. */
  readonly weights: Float64Array;
}

function createWalk(tree: ExplainedTree, out: Float64Array): Walk {
  const { features } = tree;
  const nNodes = features.length;
  let split = 0;
  const splits = features.map((feature) => (feature >= 0 ? split++ : split));
  const covers = new Float64Array(nNodes);
  const heights = new Int32Array(nNodes);
  for (let node = nNodes - 1; node >= 0; node--) {
    const left = 2 * splits[node]! + 1;
    const isLeaf = features[node]! < 0;
    covers[node] = isLeaf ? tree.covers[node - splits[node]!]! : covers[left]! + covers[left + 1]!;
    heights[node] = isLeaf ? 0 : 1 + Math.max(heights[left]!, heights[left + 1]!);
  }
  const room = ((heights[0]! + 2) * (heights[0]! + 3)) / 2;
  return {
    tree,
    out,
    splits,
    covers,
    features: new Int32Array(room),
    zeros: new Float64Array(room),
    ones: new Float64Array(room),
    weights: new Float64Array(room),
  };
}

/** `length` features are on the way to the parent, from `from` on; those to this node are laid behind them. */
function visit(
  walk: Walk,
  node: number,
  from: number,
  length: number,
  zero: number,
  one: number,
  feature: number,
): void {
  const at = from + length;
  copyWay(walk, from, at, length);
  extend(walk, at, length, zero, one, feature);
  let known = length + 1;
  const own = walk.tree.features[node]!;
  const split = walk.splits[node]!;
  if (own < 0) return addLeaf(walk, node - split, at, known);
  let [zeroBefore, oneBefore] = [1, 1];
  for (let i = 1; i < known; i++) {
    if (walk.features[at + i] !== own) continue;
    zeroBefore = walk.zeros[at + i]!;
    oneBefore = walk.ones[at + i]!;
    unwind(walk, at, known, i);
    known--;
    break;
  }
  const hot = 2 * split + (walk.tree.goesLeft[split] === 1 ? 1 : 2);
  const cold = 4 * split + 3 - hot;
  const share = (child: number): number => (zeroBefore * walk.covers[child]!) / walk.covers[node]!;
  visit(walk, hot, at, known, share(hot), oneBefore, own);
  visit(walk, cold, at, known, share(cold), 0, own);
}

function copyWay({ features, zeros, ones, weights }: Walk, from: number, to: number, length: number): void {
  for (const array of [features, zeros, ones, weights]) array.copyWithin(to, from, from + length);
}

/** EXTEND: one more feature on the way; sets with it and without it. */
function extend(
  { features, zeros, ones, weights }: Walk,
  at: number,
  length: number,
  zero: number,
  one: number,
  feature: number,
): void {
  features[at + length] = feature;
  zeros[at + length] = zero;
  ones[at + length] = one;
  weights[at + length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    weights[at + i + 1]! += (one * weights[at + i]! * (i + 1)) / (length + 1);
    weights[at + i] = (zero * weights[at + i]! * (length - i)) / (length + 1);
  }
}

/** UNWIND: takes the feature at place `index` off the way again. */
function unwind({ features, zeros, ones, weights }: Walk, at: number, length: number, index: number): void {
  const last = length - 1;
  const [zero, one] = [zeros[at + index]!, ones[at + index]!];
  let next = weights[at + last]!;
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const weight = weights[at + i]!;
      weights[at + i] = (next * length) / ((i + 1) * one);
      next = weight - (weights[at + i]! * zero * (last - i)) / length;
    } else weights[at + i] = (weights[at + i]! * length) / (zero * (last - i));
  }
  for (let i = index; i < last; i++) {
    features[at + i] = features[at + i + 1]!;
    zeros[at + i] = zeros[at + i + 1]!;
    ones[at + i] = ones[at + i + 1]!;
  }
}

/** The sum of the weights that `unwind` would leave. */
function unwoundSum({ zeros, ones, weights }: Walk, at: number, length: number, index: number): number {
  const last = length - 1;
  const [zero, one] = [zeros[at + index]!, ones[at + index]!];
  let next = weights[at + last]!;
  let sum = 0;
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const weight = (next * length) / ((i + 1) * one);
      sum += weight;
      next = weights[at + i]! - (weight * zero * (last - i)) / length;
    } else sum += (weights[at + i]! * length) / (zero * (last - i));
  }
  return sum;
}

function addLeaf(walk: Walk, leaf: number, at: number, length: number): void {
  const { values, leafWidth } = walk.tree;
  for (let i = 1; i < length; i++) {
    const way = walk.ones[at + i]! - walk.zeros[at + i]!;
    const factor = unwoundSum(walk, at, length, i) * way;
    const to = walk.features[at + i]! * leafWidth;
    for (let k = 0; k < leafWidth; k++) walk.out[to + k]! += factor * values[leaf * leafWidth + k]!;
  }
}
