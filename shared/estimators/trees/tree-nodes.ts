/**
 * One tree as arrays, nodes numbered breadth-first, so that the i-th splitting node (in order) has its
 * children at 2i + 1 and 2i + 2: child numbers need not be stored, and no cycle can be written down.
 */
export interface TreeNodes {
  /** nNodes: the feature that a node splits on, −1 in a leaf. */
  readonly features: Int32Array;
  /** nSplits = (nNodes − 1) / 2, in node order: rows with x ≤ threshold go left. */
  readonly thresholds: Float64Array;
  /** nSplits: what the split gained, for the importance. */
  readonly gains: Float64Array;
  /** nLeaves × leafWidth, in node order. */
  readonly values: Float64Array;
  /** nLeaves, in node order: how many training rows each leaf was made of. */
  readonly covers: Int32Array;
  /** nNodes × leafWidth: what each node would give as a leaf; only where it was asked for. */
  readonly nodeValues?: Float64Array;
}

/** Nodes in the order they were split; siblings stand side by side. */
export interface NodeBuilder {
  /** A new root or a new pair; returns the (first) index. */
  add(count: 1 | 2): number;
  split(node: number, feature: number, threshold: number, gain: number, firstChild: number): void;
  /** Makes a leaf of `nRows` training rows; returns where its values are to be written in `values()`. */
  leaf(node: number, nRows: number): number;
  values(): Float64Array;
  /** nNodes × leafWidth, by node, where every node's value is kept; else null. */
  nodeValues(): Float64Array | null;
  /** The finished tree, renumbered; the builder is empty again. */
  take(): TreeNodes;
}

export function createNodeBuilder(leafWidth: number, keepsNodeValues = false): NodeBuilder {
  let nNodes = 0;
  let nLeaves = 0;
  let features = new Int32Array(64);
  /** First child of a splitting node, leaf number of a leaf. */
  let links = new Int32Array(64);
  let thresholds = new Float64Array(64);
  let gains = new Float64Array(64);
  let values = new Float64Array(64 * leafWidth);
  let covers = new Int32Array(64);
  let nodeValues = keepsNodeValues ? new Float64Array(64 * leafWidth) : null;
  const grow = (): void => {
    const size = 2 * features.length;
    features = grown(features, new Int32Array(size));
    links = grown(links, new Int32Array(size));
    thresholds = grown(thresholds, new Float64Array(size));
    gains = grown(gains, new Float64Array(size));
    values = grown(values, new Float64Array(size * leafWidth));
    covers = grown(covers, new Int32Array(size));
    if (nodeValues !== null) nodeValues = grown(nodeValues, new Float64Array(size * leafWidth));
  };
  return {
    add: (count) => {
      if (nNodes + count > features.length) grow();
      nNodes += count;
      return nNodes - count;
    },
    split: (node, feature, threshold, gain, firstChild) => {
      features[node] = feature;
      thresholds[node] = threshold;
      gains[node] = gain;
      links[node] = firstChild;
    },
    leaf: (node, nRows) => {
      features[node] = -1;
      covers[nLeaves] = nRows;
      links[node] = nLeaves;
      return nLeaves++ * leafWidth;
    },
    values: () => values,
    nodeValues: () => nodeValues,
    take: () => {
      const tree = breadthFirst(
        {
          nNodes,
          features,
          links,
          thresholds,
          gains,
          values,
          covers,
          ...(nodeValues === null ? {} : { nodeValues }),
        },
        leafWidth,
      );
      nNodes = 0;
      nLeaves = 0;
      return tree;
    },
  };
}

function grown<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

interface GrowthOrder extends TreeNodes {
  readonly nNodes: number;
  readonly links: Int32Array;
}

function breadthFirst(from: GrowthOrder, leafWidth: number): TreeNodes {
  const { nNodes } = from;
  const nSplits = (nNodes - 1) / 2;
  const tree: TreeNodes = {
    features: new Int32Array(nNodes),
    thresholds: new Float64Array(nSplits),
    gains: new Float64Array(nSplits),
    values: new Float64Array((nSplits + 1) * leafWidth),
    covers: new Int32Array(nSplits + 1),
    ...(from.nodeValues === undefined ? {} : { nodeValues: new Float64Array(nNodes * leafWidth) }),
  };
  const queue = new Int32Array(nNodes);
  let split = 0;
  let leaf = 0;
  for (let at = 0; at < nNodes; at++) {
    const node = queue[at]!;
    const link = from.links[node]!;
    tree.features[at] = from.features[node]!;
    for (let k = 0; k < leafWidth && from.nodeValues !== undefined; k++)
      tree.nodeValues![at * leafWidth + k] = from.nodeValues[node * leafWidth + k]!;
    if (from.features[node]! < 0) {
      for (let k = 0; k < leafWidth; k++)
        tree.values[leaf * leafWidth + k] = from.values[link * leafWidth + k]!;
      tree.covers[leaf++] = from.covers[link]!;
      continue;
    }
    tree.thresholds[split] = from.thresholds[node]!;
    tree.gains[split] = from.gains[node]!;
    queue[2 * split + 1] = link;
    queue[2 * split + 2] = link + 1;
    split++;
  }
  return tree;
}
