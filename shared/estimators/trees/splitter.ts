/** The rows of one tree: a run of `order` is a node. */
export interface TreeRows {
  /** Row numbers, regrouped as nodes are split; ascending within a node. */
  readonly order: Int32Array;
  /** nRows: how often each row was drawn for this tree; 0 = not at all. */
  readonly draws: Uint16Array;
}

export interface NodeRun {
  /** The node's rows are `order[start … end)`. */
  readonly start: number;
  readonly end: number;
  /** What `Splitter.sumNode` gave for them. */
  readonly totals: Float64Array;
}

/** The best split found so far in one node: rows with a bin ≤ `bin` of `feature` go left. */
export interface BestSplit {
  /** −1 while there is none. */
  feature: number;
  bin: number;
  /** The criterion of both children together; larger is better. */
  score: number;
  /** The left child's totals; the right child's are the rest, exactly, for all sums are integers. */
  readonly leftTotals: Float64Array;
}

/** What a tree begins with. */
export interface BegunTree {
  /** The drawn rows are `order[0 … end)`. */
  readonly end: number;
  readonly totals: Float64Array;
}

/** What makes a good split and a leaf; bound to one data set. */
export interface Criterion {
  /** Length of a node's totals, integers that add up over rows; their meaning is the criterion's own. */
  readonly nTotals: number;
  /** Numbers in a leaf: class probabilities, or the mean. */
  readonly leafWidth: number;
  weightOf(totals: Float64Array): number;
  /** The criterion of the undivided node, comparable with `BestSplit.score`. */
  nodeScore(totals: Float64Array): number;
  /** The weighted decrease of impurity in a tree with these totals at its root, as scikit-learn has it. */
  decrease(gain: number, rootTotals: Float64Array): number;
  /** Whether the node has one class only, or one target value. */
  isPure(rows: TreeRows, node: NodeRun): boolean;
  /** Writes `leafWidth` numbers to `out[at …]`. */
  writeLeaf(rows: TreeRows, node: NodeRun, out: Float64Array, at: number): void;
}

/** How splits are found: in TypeScript, or by kernels that give the same bits. */
export interface SplitSearch {
  /** Begins a tree, before anything else is asked about its rows: lists the drawn ones in `rows.order`. */
  begin(rows: TreeRows): BegunTree;
  /**
   * Improves `best` by splits on `features[from … to)` whose children weigh at least `minLeafWeight`. With
   * `cuts` (as long as `features`) only one split a feature: at that share of the way between the node's
   * outer bins.
   */
  search(
    rows: TreeRows,
    node: NodeRun,
    features: Int32Array,
    from: number,
    to: number,
    minLeafWeight: number,
    best: BestSplit,
    cuts: Float64Array | null,
  ): void;
}

/** Lists the rows that are drawn; returns how many. Branch-free. */
export function listDrawn({ order, draws }: TreeRows): number {
  let end = 0;
  for (let row = 0; row < draws.length; row++) {
    order[end] = row;
    end += +(draws[row]! > 0);
  }
  return end;
}
