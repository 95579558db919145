import type { Rng } from '../../random/generator.ts';
import type { Progress, Team } from '../estimator.ts';
import type { TreeGrower } from '../trees/grow-tree.ts';
import type { RowDraws } from '../trees/row-draws.ts';
import type { TreeNodes } from '../trees/tree-nodes.ts';
import { gatherTrees } from './gather-trees.ts';

export interface ForestPlan {
  readonly nTrees: number;
  readonly leafWidth: number;
  readonly grower: TreeGrower;
  /** Which rows a tree sees. */
  draw(rng: Rng): RowDraws;
}

/** Cells read between two reports: some 20 ms. */
const CELLS_PER_STEP = 1 << 22;

/**
 * Grows the forest: each peer takes the next tree from a shared counter, so that none waits for a slow
 * one. Tree t draws from `rng.fork(t)` alone, whoever grows it; all peers return all trees in order.
 */
export function* growForest(plan: ForestPlan, rng: Rng, team: Team): Generator<Progress, TreeNodes[], void> {
  const { nTrees, grower } = plan;
  const region = team.shared(8);
  const [NEXT, DONE] = [0, 1];
  const counters = new Int32Array(region.buffer, region.byteOffset, 2);
  const progress = (): Progress => ({ stage: 'train', done: Atomics.load(counters, DONE), total: nTrees });
  const own = new Map<number, TreeNodes>();
  for (let tree = Atomics.add(counters, NEXT, 1); tree < nTrees; tree = Atomics.add(counters, NEXT, 1)) {
    const drawn = plan.draw(rng.fork(tree));
    grower.begin(drawn.draws, drawn.rng);
    while (!grower.step(CELLS_PER_STEP)) yield progress();
    own.set(tree, grower.take());
    Atomics.add(counters, DONE, 1);
    yield progress();
  }
  return gatherTrees(own, nTrees, plan.leafWidth, team);
}
