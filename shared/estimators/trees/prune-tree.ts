import type { TreeNodes } from './tree-nodes.ts';

/**
 * Minimal cost-complexity pruning (Breiman et al., Classification and Regression Trees, 1984, chapter 3): the
 * smallest subtree for which impurity + alpha × leaves is least, found in one pass from the leaves up. The
 * tree must know the values of all its nodes unless alpha is 0. O(nNodes).
 */
export function pruneTree(
  tree: TreeNodes,
  leafWidth: number,
  alpha: number,
  decrease: (gain: number) => number,
): TreeNodes {
  if (alpha === 0) return tree;
  const kept = keptSplits(tree, alpha, decrease);
  const nodes = reachable(tree, kept);
  const splits = nodes.filter((node) => kept.has(node));
  const leaves = nodes.filter((node) => !kept.has(node));
  const numbers = splitNumbers(tree);
  const covers = nodeCovers(tree, numbers);
  const value = (leaf: number): Float64Array => nodeValue(tree, leaf, numbers, leafWidth);
  return {
    features: Int32Array.from(nodes, (node) => (kept.has(node) ? tree.features[node]! : -1)),
    thresholds: Float64Array.from(splits, (node) => tree.thresholds[numbers[node]!]!),
    gains: Float64Array.from(splits, (node) => tree.gains[numbers[node]!]!),
    values: Float64Array.from(leaves.flatMap((leaf) => [...value(leaf)])),
    covers: Int32Array.from(leaves, (leaf) => covers[leaf]!),
  };
}

/** nNodes: how many splits stand before a node, which is the number of its own split or finds its leaf. */
function splitNumbers({ features }: TreeNodes): Int32Array {
  let split = 0;
  return features.map((feature) => (feature >= 0 ? split++ : split));
}

/** The splits that gain more than their leaves cost. */
function keptSplits(tree: TreeNodes, alpha: number, decrease: (gain: number) => number): Set<number> {
  const nNodes = tree.features.length;
  const numbers = splitNumbers(tree);
  const gains = new Float64Array(nNodes);
  const leaves = new Int32Array(nNodes).fill(1);
  const kept = new Set<number>();
  for (let node = nNodes - 1; node >= 0; node--) {
    if (tree.features[node]! < 0) continue;
    const split = numbers[node]!;
    const [left, right] = [2 * split + 1, 2 * split + 2];
    const gain = tree.gains[split]! + gains[left]! + gains[right]!;
    const nLeaves = leaves[left]! + leaves[right]!;
    if (decrease(gain) <= alpha * (nLeaves - 1)) continue;
    gains[node] = gain;
    leaves[node] = nLeaves;
    kept.add(node);
  }
  return kept;
}

/** nNodes: the training rows of every node. */
function nodeCovers({ features, covers }: TreeNodes, numbers: Int32Array): Int32Array {
  const all = new Int32Array(features.length);
  for (let node = features.length - 1; node >= 0; node--) {
    const split = numbers[node]!;
    all[node] = features[node]! < 0 ? covers[node - split]! : all[2 * split + 1]! + all[2 * split + 2]!;
  }
  return all;
}

/** What is left of the tree, breadth-first. */
function reachable(tree: TreeNodes, kept: ReadonlySet<number>): number[] {
  const numbers = splitNumbers(tree);
  const nodes = [0];
  for (let at = 0; at < nodes.length; at++)
    if (kept.has(nodes[at]!)) nodes.push(2 * numbers[nodes[at]!]! + 1, 2 * numbers[nodes[at]!]! + 2);
  return nodes;
}

function nodeValue(tree: TreeNodes, node: number, numbers: Int32Array, leafWidth: number): Float64Array {
  if (tree.features[node]! >= 0) return tree.nodeValues!.subarray(node * leafWidth, (node + 1) * leafWidth);
  const leaf = node - numbers[node]!;
  return tree.values.subarray(leaf * leafWidth, (leaf + 1) * leafWidth);
}
