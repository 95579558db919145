import type { Rng } from '../../random/generator.ts';
import type { Team } from '../estimator.ts';
import { gatherTrees } from './gather-trees.ts';
import type { TreeGrower } from './grow-tree.ts';
import type { RowDraws } from './row-draws.ts';
import type { TreeNodes } from './tree-nodes.ts';

export interface ForestPlan {
  readonly nTrees: number;
  /** Trees between two checkpoints; for these all peers meet. */
  readonly treesPerRound: number;
  readonly leafWidth: number;
  readonly grower: TreeGrower;
  /** Which rows a tree sees. */
  draw(rng: Rng): RowDraws;
}

/** Cells read between two reports: some 10 ms. */
const CELLS_PER_STEP = 1 << 21;
/** A peer that waits for the last trees of others lets an abort in this often. */
const NAP_MS = 20;

/** What a forest has so far; `complete` says that every tree up to here is there. */
export interface ForestStep {
  readonly done: number;
  readonly complete: readonly TreeNodes[] | null;
}

/**
 * Grows the trees after those that are `grown`; all peers return all trees in order. Tree t draws from
 * `rng.fork(t)` alone, so that neither who grows it nor what was grown before matters.
 */
export function* growForest(
  plan: ForestPlan,
  grown: readonly TreeNodes[],
  rng: Rng,
  team: Team,
): Generator<ForestStep, TreeNodes[], void> {
  const trees = [...grown];
  while (trees.length < plan.nTrees) {
    const end = Math.min(plan.nTrees, trees.length + plan.treesPerRound);
    trees.push(...(yield* growRound(plan, trees.length, end, rng, team)));
    yield { done: trees.length, complete: trees };
  }
  return trees;
}

/** Each peer takes the next tree from a shared counter, so that none waits for a slow one. */
function* growRound(
  { grower, leafWidth, draw }: ForestPlan,
  from: number,
  to: number,
  rng: Rng,
  team: Team,
): Generator<ForestStep, TreeNodes[], void> {
  const region = team.shared(8);
  const [TAKEN, DONE] = [0, 1];
  const counters = new Int32Array(region.buffer, region.byteOffset, 2);
  const own = new Map<number, TreeNodes>();
  const step = (): ForestStep => ({ done: from + Atomics.load(counters, DONE), complete: null });
  const next = (): number => from + Atomics.add(counters, TAKEN, 1);
  for (let tree = next(); tree < to; tree = next()) {
    const drawn = draw(rng.fork(tree));
    yield step();
    grower.begin(drawn.draws, drawn.rng);
    while (!grower.step(CELLS_PER_STEP)) yield step();
    own.set(tree - from, grower.take());
    Atomics.add(counters, DONE, 1);
    Atomics.notify(counters, DONE);
    yield step();
  }
  for (let done = Atomics.load(counters, DONE); done < to - from; done = Atomics.load(counters, DONE)) {
    Atomics.wait(counters, DONE, done, NAP_MS);
    yield step();
  }
  return gatherTrees(own, to - from, leafWidth, team);
}
