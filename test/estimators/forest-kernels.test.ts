import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionTree } from '../../shared/estimators/decision-tree/estimator.ts';
import type { OwnEstimator, Team, TrainingData } from '../../shared/estimators/estimator.ts';
import { extraTrees } from '../../shared/estimators/extra-trees/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { randomForest } from '../../shared/estimators/random-forest/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { binMatrix, type BinnedMatrix } from '../../shared/estimators/trees/binning.ts';
import { treeKernels } from '../../shared/estimators/trees/tree-kernels.ts';
import { createPlainMemory, regionsOf } from '../../shared/numeric/kernel-memory.ts';
import { createMatrix, type Matrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';
import { makeParts, type Target } from './congruential-data.ts';
import { fitWatched, stateDigest } from './tree-fitting.ts';

const estimators = [randomForest, extraTrees, decisionTree];
const targets: readonly Target[] = ['binary', 'three', 'number'];
const few = (estimator: OwnEstimator): Record<string, unknown> =>
  estimator === decisionTree ? { min_samples_leaf: 1 } : { n_estimators: 5 };

const digestWith = (
  estimator: OwnEstimator,
  data: TrainingData,
  params: Record<string, unknown>,
  team: Team,
): string => stateDigest(fitWatched(estimator, data, params, { team }).model);

/** Memory that cannot grow, of just the size that the estimator says it needs. */
function plainTeam(estimator: OwnEstimator, data: TrainingData, params: Record<string, unknown>): Team {
  const { nRows, nColumns: nFeatures } = data.X;
  const shape = { nRows, nFeatures, nValues: nRows * nFeatures, nClasses: data.nClasses, threads: 1 };
  const memory = createPlainMemory(estimator.fitBytes(shape, resolveParams(estimator.params, params)));
  return { index: 0, size: 1, memory, barrier: () => {}, shared: regionsOf(memory) };
}

function expectOneModel(estimator: OwnEstimator, data: TrainingData, params: Record<string, unknown>): void {
  const oracle = digestWith(estimator, data, params, soloTeam({ kernels: false }));
  expect(digestWith(estimator, data, params, soloTeam())).toBe(oracle);
  expect(digestWith(estimator, data, params, plainTeam(estimator, data, params))).toBe(oracle);
}

it('the kernels load here, or nothing below compares two ways', () => {
  expect(treeKernels(soloTeam())).not.toBeNull();
  expect(treeKernels(soloTeam({ kernels: false }))).toBeNull();
});

const cases = estimators.flatMap((estimator) =>
  targets.map((target) => ({ estimator, target, name: `${estimator.name} on ${target}` })),
);

describe.each(cases)(
  '$name: TypeScript, shared and plain memory give the same bytes',
  ({ estimator, target }) => {
    const { train } = makeParts(target, 4, 1500, 1);
    const rng = createRng(8);

    it('without weights', () => expectOneModel(estimator, train, few(estimator)));

    it('with whole and with fractional weights', () => {
      const whole = train.y.map(() => rng.integer(3) + 1);
      expectOneModel(estimator, { ...train, weights: whole }, few(estimator));
      const fractions = train.y.map(() => 0.1 + rng.uniform());
      expectOneModel(estimator, { ...train, weights: fractions }, few(estimator));
    });

    it('to pure leaves, with few bins, all features, few leaves', () => {
      expectOneModel(estimator, train, { ...few(estimator), max_depth: null });
      expectOneModel(estimator, train, { ...few(estimator), max_bins: 5 });
      expectOneModel(estimator, train, { ...few(estimator), max_leaf_nodes: 9, min_samples_leaf: 7 });
      if (estimator === decisionTree) return;
      expectOneModel(estimator, train, { ...few(estimator), max_features_number: 7 });
      expectOneModel(estimator, train, { ...few(estimator), bootstrap: estimator === extraTrees });
    });

    it('with classes that weigh alike', () => {
      if (target !== 'number')
        expectOneModel(estimator, train, { ...few(estimator), class_weight: 'balanced' });
    });
  },
);

it.each(estimators)('$name takes more classes than a byte holds, and one alone', (estimator) => {
  const { train } = makeParts('number', 4, 700, 1);
  const many = { ...train, y: train.y.map((_, row) => row % 300), nClasses: 300 };
  expectOneModel(estimator, many, { ...few(estimator), max_depth: 4 });
  expectOneModel(estimator, { ...train, y: new Float64Array(700), nClasses: 1 }, few(estimator));
});

it.each(estimators)('$name equals its oracle on data of any shape', (estimator) => {
  const shapes = fc.record({
    nRows: fc.integer({ min: 1, max: 300 }),
    nColumns: fc.integer({ min: 1, max: 12 }),
    nClasses: fc.integer({ min: 0, max: 5 }).filter((n) => n !== 1),
    levels: fc.constantFrom(2, 3, 40, 1e9),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(shapes, ({ nRows, nColumns, nClasses, levels, seed }) => {
      const rng = createRng(seed);
      const X = createMatrix(
        nRows,
        nColumns,
        new Float64Array(nRows * nColumns).map(() => rng.integer(levels) - 2),
      );
      const y = new Float64Array(nRows).map(() => (nClasses === 0 ? rng.normal() : rng.integer(nClasses)));
      expectOneModel(estimator, { X, y, weights: null, nClasses, featureNames: [] }, few(estimator));
    }),
    { numRuns: 25 },
  );
});

describe('binning', () => {
  const binNow = (X: Matrix, maxBins: number, team: Team): BinnedMatrix => {
    const steps = binMatrix(X, maxBins, createRng(1), team);
    for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
  };
  const values = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-310),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -3, max: 3 }),
  );

  it('gives the same bins and edges with kernels', () => {
    const columns = fc.integer({ min: 1, max: 5 });
    const cells = fc.array(values, { minLength: 5, maxLength: 800 });
    fc.assert(
      fc.property(columns, cells, fc.integer({ min: 2, max: 256 }), (nColumns, list, maxBins) => {
        const nRows = Math.floor(list.length / nColumns);
        const X = createMatrix(nRows, nColumns, Float64Array.from(list.slice(0, nRows * nColumns)));
        const oracle = binNow(X, maxBins, soloTeam({ kernels: false }));
        const own = binNow(X, maxBins, soloTeam());
        expect([...own.byColumn]).toEqual([...oracle.byColumn]);
        expect([...own.binCounts]).toEqual([...oracle.binCounts]);
        expect([...own.edges]).toEqual([...oracle.edges]);
      }),
      { numRuns: 60 },
    );
  });

  it('on more rows than the sample has, and more columns than are gathered at once', () => {
    const rng = createRng(9);
    for (const [nRows, nColumns] of [
      [70_000, 2],
      [100, 40],
    ] as const) {
      const X = createMatrix(
        nRows,
        nColumns,
        new Float64Array(nRows * nColumns).map(() => rng.normal()),
      );
      const [own, oracle] = [binNow(X, 256, soloTeam()), binNow(X, 256, soloTeam({ kernels: false }))];
      expect(own.byColumn.every((bin, at) => bin === oracle.byColumn[at])).toBe(true);
      expect([...own.edges]).toEqual([...oracle.edges]);
    }
  });
});
