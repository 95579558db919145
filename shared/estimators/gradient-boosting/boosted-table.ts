import type { Tensor } from '../../numeric/tensor.ts';
import type { JsonObject } from '../../records/json.ts';
import type { ModelState } from '../estimator.ts';
import { finiteTensor, invalidModel } from '../model-state.ts';
import {
  joinTrees,
  readTable,
  TABLE_TENSORS,
  tableConfig,
  tableTensors,
  type TreeTable,
} from '../trees/tree-table.ts';
import type { BoostedTree } from './boosted-tree.ts';

/** Trees end to end, with what each split asks beyond its threshold. */
export interface BoostedTable extends TreeTable {
  /** nFeatures: levels of category features, 0 for numbers. */
  readonly levels: Int32Array;
  /** nSplits: 1 = rows without the value go left. */
  readonly missingLeft: Uint8Array;
  /** Sets of codes that go left, of all splits on categories in order; a bit a level, in whole words each. */
  readonly sets: Uint32Array;
}

export function boostedTable(
  trees: readonly BoostedTree[],
  levels: Int32Array | null,
  nFeatures: number,
): BoostedTable {
  const missingLeft = new Uint8Array(trees.reduce((sum, tree) => sum + tree.missingLeft.length, 0));
  const sets = new Uint32Array(trees.reduce((sum, tree) => sum + tree.sets.length, 0));
  let [split, word] = [0, 0];
  for (const tree of trees) {
    missingLeft.set(tree.missingLeft, split);
    sets.set(tree.sets, word);
    split += tree.missingLeft.length;
    word += tree.sets.length;
  }
  return { ...joinTrees(trees), levels: levels ?? new Int32Array(nFeatures), missingLeft, sets };
}

/** Words of a set of codes. */
export const wordsOf = (levels: number): number => (levels + 31) >> 5;

/**
 * The trees of a table apart again; `gains`: nSplits.
 * @throws AppError `model-invalid` for a table that does not say what its leaves cover.
 */
export function splitTrees(table: BoostedTable, gains: Float64Array): BoostedTree[] {
  const { covers } = table;
  if (covers === null)
    throw invalidModel('/tensors/leaf_covers', 'the trees do not say what their leaves cover.');
  let [node, split, leaf, word] = [0, 0, 0, 0];
  return Array.from(table.sizes, (size) => {
    const features = table.features.slice(node, node + size);
    const nSplits = (size - 1) / 2;
    const nWords = features.reduce(
      (sum, feature) => sum + (feature < 0 ? 0 : wordsOf(table.levels[feature]!)),
      0,
    );
    const tree = {
      features,
      thresholds: table.thresholds.slice(split, split + nSplits),
      gains: gains.slice(split, split + nSplits),
      missingLeft: table.missingLeft.slice(split, split + nSplits),
      values: table.values.slice(leaf, leaf + nSplits + 1),
      covers: covers.slice(leaf, leaf + nSplits + 1),
      sets: table.sets.slice(word, word + nWords),
    };
    node += size;
    split += nSplits;
    leaf += nSplits + 1;
    word += nWords;
    return tree;
  });
}

/** Levels and sets are left out where every feature is a number. */
export function tableStates(table: BoostedTable): { config: JsonObject; tensors: Tensor[] } {
  const { missingLeft, levels, sets } = table;
  const categories = sets.length === 0 ? [] : [{ name: 'category_sets', shape: [sets.length], data: sets }];
  return {
    config: { ...tableConfig(table) },
    tensors: [
      ...tableTensors(table, 1),
      { name: 'missing_left', shape: [missingLeft.length], data: missingLeft },
      ...(levels.some((count) => count > 0)
        ? [{ name: 'feature_levels', shape: [levels.length], data: levels }]
        : []),
      ...categories,
    ],
  };
}

const MAX_LEVELS = 1 << 16;

/**
 * The trees of a package or checkpoint; packages from before missing values and categories have neither.
 * @throws AppError `model-invalid`, see `readTable`; for flags that are none, and for sets that are too
 * few, too many or have codes that their feature does not have.
 */
export function readBoostedTable(
  state: ModelState,
  nFeatures: number,
  knownLevels: Int32Array | null,
): { table: BoostedTable; names: string[] } {
  const table = readTable(state, nFeatures, 1);
  const has = (name: string): boolean => state.tensors.some((tensor) => tensor.name === name);
  const nSplits = table.thresholds.length;
  const missingLeft = has('missing_left')
    ? finiteTensor(state, 'missing_left', Uint8Array, [nSplits])
    : new Uint8Array(nSplits).fill(1);
  const badFlag = missingLeft.findIndex((flag) => flag > 1);
  if (badFlag >= 0) throw invalidModel(`/tensors/missing_left/${badFlag}`, 'a direction is 0 or 1.');
  const levels =
    knownLevels ??
    (has('feature_levels')
      ? finiteTensor(state, 'feature_levels', Int32Array, [nFeatures])
      : new Int32Array(nFeatures));
  const badLevels = levels.findIndex((count) => count < 0 || count > MAX_LEVELS);
  if (badLevels >= 0)
    throw invalidModel(`/tensors/feature_levels/${badLevels}`, `a feature has 0 to ${MAX_LEVELS} levels.`);
  const sets = readSets(state, table, levels, has('category_sets'));
  const names = [...TABLE_TENSORS, 'missing_left', 'feature_levels', 'category_sets'];
  return { table: { ...table, levels, missingLeft, sets }, names };
}

function readSets(
  state: ModelState,
  { features }: TreeTable,
  levels: Int32Array,
  given: boolean,
): Uint32Array {
  let nWords = 0;
  for (const feature of features) if (feature >= 0) nWords += wordsOf(levels[feature]!);
  if (nWords === 0 && !given) return new Uint32Array(0);
  const sets = finiteTensor(state, 'category_sets', Uint32Array, [nWords]);
  let word = 0;
  for (const feature of features) {
    if (feature < 0 || levels[feature] === 0) continue;
    word += wordsOf(levels[feature]!);
    const used = levels[feature]! & 31;
    if (used > 0 && sets[word - 1]! >>> used !== 0)
      throw invalidModel(
        `/tensors/category_sets/${word - 1}`,
        `a set has codes beyond the ${levels[feature]} of its feature.`,
      );
  }
  return sets;
}
