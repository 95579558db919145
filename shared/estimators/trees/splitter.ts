/** The rows of one tree: a run of `order` is a node. */
export interface TreeRows {
  /** Row numbers, regrouped as nodes are split; ascending within a node. */
  readonly order: Int32Array;
  /** nRows: the integer weight of each row in this tree; 0 = not drawn. */
  readonly weights: Float64Array;
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

/** What differs between classification and regression trees; bound to one data set. */
export interface Splitter {
  /** Length of a node's totals, integers that add up over rows; their meaning is the splitter's own. */
  readonly nTotals: number;
  /** Numbers in a leaf: class probabilities, or the mean. */
  readonly leafWidth: number;
  sumNode(rows: TreeRows, start: number, end: number): Float64Array;
  weightOf(totals: Float64Array): number;
  /** The criterion of the undivided node, comparable with `BestSplit.score`. */
  nodeScore(totals: Float64Array): number;
  /** Whether the node has one class only, or one target value. */
  isPure(rows: TreeRows, node: NodeRun): boolean;
  /** Improves `best` by splits on `features[from … to)` whose children weigh at least `minLeafWeight`. */
  search(
    rows: TreeRows,
    node: NodeRun,
    features: Int32Array,
    from: number,
    to: number,
    minLeafWeight: number,
    best: BestSplit,
  ): void;
  /** Writes `leafWidth` numbers to `out[at …]`. */
  writeLeaf(rows: TreeRows, node: NodeRun, out: Float64Array, at: number): void;
}

/** Below this many rows a node's histogram is mostly empty, and occupied bins are tracked instead. */
export const SMALL_NODE = 96;
/** Features whose histograms one pass over the rows fills. */
export const GROUP = 4;
