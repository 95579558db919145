import type { BestSplit, NodeRun } from './splitter.ts';

export interface OpenNode extends NodeRun {
  readonly index: number;
  readonly depth: number;
}

/** A node whose best split is known, which waits for its turn. */
export interface Candidate {
  readonly node: OpenNode;
  readonly split: BestSplit;
  readonly gain: number;
}

/** Candidates by gain; of equal ones the older node first. */
export interface Frontier {
  readonly size: number;
  push(candidate: Candidate): void;
  /** The one to split next; undefined when there is none. */
  pop(): Candidate | undefined;
}

/** A binary heap. */
export function createFrontier(): Frontier {
  const heap: Candidate[] = [];
  return {
    get size() {
      return heap.length;
    },
    push: (candidate) => {
      let at = heap.push(candidate) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!goesFirst(heap[at]!, heap[parent]!)) return;
        swap(heap, at, parent);
        at = parent;
      }
    },
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length > 0 && last !== undefined) {
        heap[0] = last;
        sink(heap);
      }
      return first;
    },
  };
}

const goesFirst = (a: Candidate, b: Candidate): boolean =>
  a.gain > b.gain || (a.gain === b.gain && a.node.index < b.node.index);

function swap(heap: Candidate[], a: number, b: number): void {
  const kept = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = kept;
}

function sink(heap: Candidate[]): void {
  for (let at = 0; ;) {
    let next = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heap.length && goesFirst(heap[child]!, heap[next]!)) next = child;
    if (next === at) return;
    swap(heap, at, next);
    at = next;
  }
}
