import { AppError } from '../../errors/app-error.ts';
import type { ScoreParts } from '../estimator.ts';
import { addTreeShap } from './shap.ts';
import type { TreeTable } from './tree-table.ts';

/** Ways longer than this are made by nobody's training, and their memory grows with the square. */
const MOST_DEEP = 512;

/**
 * What each feature adds to the scores of one row, tree by tree in order; tree t speaks of score t mod nScores
 * where a leaf has one number, else of all. `goesLeft`: nSplits of the table.
 * @throws AppError `not-explainable` for a table without covers, and for trees beyond any depth.
 */
export function explainTrees(
  table: TreeTable,
  leafWidth: number,
  goesLeft: Uint8Array,
  { nFeatures, nScores }: { nFeatures: number; nScores: number },
): ScoreParts[] {
  const { covers } = table;
  if (covers === null)
    throw new AppError('not-explainable', {
      detail: 'The model was made before trees kept how many rows each of their leaves covers.',
      remedy: 'Train it again from its recipe.',
    });
  const nGroups = leafWidth === nScores ? 1 : nScores;
  const groups = Array.from({ length: nGroups }, () => ({
    out: new Float64Array(nFeatures * leafWidth),
    base: new Float64Array(leafWidth),
  }));
  let [node, split, leaf] = [0, 0, 0];
  table.sizes.forEach((size, tree) => {
    const nSplits = (size - 1) / 2;
    const features = table.features.subarray(node, node + size);
    checkDepth(features);
    const { out, base } = groups[tree % nGroups]!;
    const one = {
      features,
      leafWidth,
      goesLeft: goesLeft.subarray(split, split + nSplits),
      values: table.values.subarray(leaf * leafWidth, (leaf + nSplits + 1) * leafWidth),
      covers: covers.subarray(leaf, leaf + nSplits + 1),
    };
    addTreeShap(one, out, base);
    node += size;
    split += nSplits;
    leaf += nSplits + 1;
  });
  return groups.flatMap(({ out, base }) =>
    Array.from(base, (value, k) => ({
      base: value,
      contributions: Float64Array.from({ length: nFeatures }, (_, j) => out[j * leafWidth + k]!),
    })),
  );
}

/** Breadth-first, a level holds twice as many nodes as the level above holds splits. */
function checkDepth(features: Int32Array): void {
  let depth = 0;
  for (let start = 0, width = 1; width > 0; depth++) {
    let splits = 0;
    for (let node = start; node < start + width; node++) splits += +(features[node]! >= 0);
    start += width;
    width = 2 * splits;
  }
  if (depth > MOST_DEEP)
    throw new AppError('not-explainable', {
      detail: `A tree is ${depth} levels deep; at most ${MOST_DEEP} can be explained.`,
    });
}
