import { describe, expect, it } from 'vitest';
import { addLeaves, addLeavesPlainly, createEnsemble } from '../../shared/estimators/trees/ensemble.ts';
import { ensembleKernel } from '../../shared/estimators/trees/ensemble-kernel.ts';
import { joinTrees } from '../../shared/estimators/trees/tree-table.ts';
import type { TreeNodes } from '../../shared/estimators/trees/tree-nodes.ts';
import { createMatrix, type Matrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Rng } from '../../shared/random/generator.ts';

/** A tree of `nSplits` splits at random places, breadth-first. */
function randomTree(nSplits: number, nFeatures: number, leafWidth: number, rng: Rng): TreeNodes {
  const nNodes = 2 * nSplits + 1;
  const features = new Int32Array(nNodes).fill(-1);
  let open = 1;
  let left = nSplits;
  for (let node = 0; node < nNodes; node++) {
    // The last node that is open must split while splits are left.
    const splits = left > 0 && (open === 1 || rng.uniform() < 0.6);
    if (splits) features[node] = rng.integer(nFeatures);
    open += splits ? 1 : -1;
    left -= +splits;
  }
  const doubles = (length: number): Float64Array => new Float64Array(length).map(() => rng.normal());
  return {
    features,
    thresholds: doubles(nSplits),
    gains: new Float64Array(nSplits),
    covers: new Int32Array(nSplits + 1).fill(1),
    values: doubles((nSplits + 1) * leafWidth),
  };
}

const rowsOf = (nRows: number, nColumns: number, rng: Rng): Matrix =>
  createMatrix(
    nRows,
    nColumns,
    new Float64Array(nRows * nColumns).map(() => rng.normal()),
  );

const shapes = [
  { leafWidth: 1, nOutputs: 1, nColumns: 20 },
  { leafWidth: 1, nOutputs: 3, nColumns: 2 },
  { leafWidth: 2, nOutputs: 2, nColumns: 20 },
  { leafWidth: 7, nOutputs: 7, nColumns: 54 },
  { leafWidth: 8, nOutputs: 8, nColumns: 3000 },
];

describe.each(shapes)('leaves of $leafWidth for $nOutputs outputs, $nColumns columns', (shape) => {
  const { leafWidth, nOutputs, nColumns } = shape;
  const rng = createRng(5);
  const sizes = Array.from({ length: 150 }, (_, tree) => (tree % 9 === 0 ? 0 : rng.integer(400)));
  const trees = sizes.map((nSplits) => randomTree(nSplits, nColumns, leafWidth, rng));
  const ensemble = createEnsemble(joinTrees(trees), leafWidth);

  it('the kernel adds the same bits as TypeScript, for any number of rows', () => {
    for (const nRows of [1000, 1, 7, 8, 9, 15, 777]) {
      const X = rowsOf(nRows, nColumns, rng);
      const start = new Float64Array(nRows * nOutputs).map(() => rng.normal());
      const [own, oracle] = [start.slice(), start.slice()];
      addLeaves(ensemble, X, own, nOutputs);
      addLeavesPlainly(ensemble, X, oracle, nOutputs);
      expect(own).toEqual(oracle);
      expect(ensembleKernel(ensemble, X)).not.toBeNull();
    }
  });

  it('a row that is not a number goes left in both', () => {
    const X = createMatrix(300, nColumns, new Float64Array(300 * nColumns).fill(NaN));
    const [own, oracle] = [new Float64Array(300 * nOutputs), new Float64Array(300 * nOutputs)];
    addLeaves(ensemble, X, own, nOutputs);
    addLeavesPlainly(ensemble, X, oracle, nOutputs);
    expect(own).toEqual(oracle);
  });
});

it('few rows go without the kernel, which would first copy the trees', () => {
  const rng = createRng(6);
  const trees = Array.from({ length: 10 }, () => randomTree(20, 4, 1, rng));
  expect(ensembleKernel(createEnsemble(joinTrees(trees), 1), rowsOf(100, 4, rng))).toBeNull();
});
