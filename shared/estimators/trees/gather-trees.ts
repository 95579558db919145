import type { Team } from '../estimator.ts';
import type { TreeNodes } from './tree-nodes.ts';

/** Gives every peer all trees, as views of the team's memory: `own` holds those that this peer grew, by number. */
export function gatherTrees(
  own: ReadonlyMap<number, TreeNodes>,
  nTrees: number,
  leafWidth: number,
  team: Team,
): TreeNodes[] {
  if (team.size === 1) return Array.from({ length: nTrees }, (_, tree) => own.get(tree)!);
  const sizes = shareSizes(own, nTrees, team);
  const places = placeTrees(sizes, leafWidth);
  const region = team.shared(places.reduce((sum, place) => sum + place.byteLength, 0));
  for (const [tree, nodes] of own) copyTree(nodes, viewTree(region, places[tree]!));
  team.barrier();
  return places.map((place) => viewTree(region, place));
}

function shareSizes(own: ReadonlyMap<number, TreeNodes>, nTrees: number, team: Team): Int32Array {
  const region = team.shared(nTrees * 4);
  const sizes = new Int32Array(region.buffer, region.byteOffset, nTrees);
  for (const [tree, nodes] of own) sizes[tree] = nodes.features.length;
  team.barrier();
  return sizes;
}

interface Place {
  readonly start: number;
  readonly byteLength: number;
  readonly nNodes: number;
  readonly leafWidth: number;
}

function placeTrees(sizes: Int32Array, leafWidth: number): Place[] {
  let start = 0;
  return Array.from(sizes, (nNodes) => {
    const nSplits = (nNodes - 1) / 2;
    // Doubles first, then the features and covers, padded to the next double.
    const byteLength =
      8 * (2 * nSplits + (nSplits + 1) * leafWidth) + 8 * Math.ceil((nNodes + nSplits + 1) / 2);
    const place = { start, byteLength, nNodes, leafWidth };
    start += byteLength;
    return place;
  });
}

function viewTree(region: ReturnType<Team['shared']>, place: Place): TreeNodes {
  const { nNodes, leafWidth } = place;
  const nSplits = (nNodes - 1) / 2;
  const at = region.byteOffset + place.start;
  const values = new Float64Array(region.buffer, at + 16 * nSplits, (nSplits + 1) * leafWidth);
  return {
    thresholds: new Float64Array(region.buffer, at, nSplits),
    gains: new Float64Array(region.buffer, at + 8 * nSplits, nSplits),
    values,
    features: new Int32Array(region.buffer, at + 16 * nSplits + values.byteLength, nNodes),
    covers: new Int32Array(region.buffer, at + 16 * nSplits + values.byteLength + 4 * nNodes, nSplits + 1),
  };
}

function copyTree(from: TreeNodes, to: TreeNodes): void {
  to.features.set(from.features);
  to.thresholds.set(from.thresholds);
  to.gains.set(from.gains);
  to.values.set(from.values);
  to.covers.set(from.covers);
}
