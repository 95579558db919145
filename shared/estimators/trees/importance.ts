import type { TreeNodes } from './tree-nodes.ts';

/** Each tree's gains by feature, as shares of the tree; summed over trees and scaled to 1 (or all zero). */
export function gainImportance(trees: Iterable<TreeNodes>, nFeatures: number): Float64Array {
  const importance = new Float64Array(nFeatures);
  for (const tree of trees) addTree(importance, tree);
  const total = importance.reduce((sum, share) => sum + share, 0);
  return total > 0 ? importance.map((share) => share / total) : importance;
}

function addTree(importance: Float64Array, tree: TreeNodes): void {
  const total = tree.gains.reduce((sum, gain) => sum + gain, 0);
  if (total <= 0) return;
  let split = 0;
  for (const feature of tree.features) if (feature >= 0) importance[feature]! += tree.gains[split++]! / total;
}
