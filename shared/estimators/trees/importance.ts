import type { TreeNodes } from './tree-nodes.ts';

/** nFeatures: the mean over trees of each tree's shares of gain, scaled to sum 1 (or all zero). */
export function meanGainImportance(trees: readonly TreeNodes[], nFeatures: number): Float64Array {
  const importance = new Float64Array(nFeatures);
  for (const tree of trees) {
    const gains = scaledToOne(addGains(tree, new Float64Array(nFeatures)));
    for (let feature = 0; feature < nFeatures; feature++) importance[feature]! += gains[feature]!;
  }
  return scaledToOne(importance);
}

/** nFeatures: the gain over all trees, scaled to sum 1 (or all zero); an early tree counts for more. */
export function totalGainImportance(trees: readonly TreeNodes[], nFeatures: number): Float64Array {
  const importance = new Float64Array(nFeatures);
  for (const tree of trees) addGains(tree, importance);
  return scaledToOne(importance);
}

function addGains(tree: TreeNodes, gains: Float64Array): Float64Array {
  let split = 0;
  for (const feature of tree.features) if (feature >= 0) gains[feature]! += tree.gains[split++]!;
  return gains;
}

function scaledToOne(shares: Float64Array): Float64Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return total > 0 ? shares.map((share) => share / total) : shares;
}
