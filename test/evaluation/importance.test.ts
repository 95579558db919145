import { describe, expect, it } from 'vitest';
import { evaluateClassification } from '../../shared/evaluation/classification.ts';
import { flattenMetrics, type Metric } from '../../shared/evaluation/metric-list.ts';
import { dependenceGrid, partialDependence } from '../../shared/evaluation/partial-dependence.ts';
import { permutationImportance } from '../../shared/evaluation/permutation-importance.ts';
import reference from '../references/importance.json' with { type: 'json' };

const { X, y, weights, intercept } = reference;

/** The fixed model of the reference: nRows × 2. */
function probabilities(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(
    rows.flatMap((row) => {
      const score = row.reduce((sum, value, j) => sum + value * weights[j]!, intercept);
      const p = 1 / (1 + Math.exp(-score));
      return [1 - p, p];
    }),
  );
}

function finish<T>(steps: Generator<{ done: number; total: number }, T, void>): {
  result: T;
  seen: { done: number; total: number }[];
} {
  const seen: { done: number; total: number }[] = [];
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { result: step.value, seen };
    seen.push(step.value);
  }
}

const withCell = (row: readonly number[], column: number, value: number): number[] =>
  row.map((cell, j) => (j === column ? value : cell));

function figures(rows: readonly (readonly number[])[]): Metric[] {
  const evaluation = evaluateClassification({
    labels: ['0', '1'],
    y: Float64Array.from(y),
    probabilities: probabilities(rows),
  });
  return flattenMetrics('test', evaluation).map(({ key, value }) => ({ key: key.slice(5), value }));
}

describe('permutation importance', () => {
  const { result, seen } = finish(
    permutationImportance({
      nColumns: 4,
      nRepeats: 4,
      order: (column, repeat) => Int32Array.from(reference.permutations[column]![repeat]!),
      figures: (change) =>
        figures(
          change === null
            ? X
            : X.map((row, at) => withCell(row, change.column, X[change.order[at]!]![change.column]!)),
        ),
    }),
  );

  it.each(['roc_auc', 'accuracy', 'log_loss'] as const)('by %s is that of scikit-learn', (metric) => {
    result.columns.forEach((losses, column) => {
      const { mean, std } = losses.find(({ key }) => key === metric)!;
      expect(Math.abs(mean - reference.importance[metric].mean[column]!)).toBeLessThan(1e-9);
      expect(Math.abs(std - reference.importance[metric].std[column]!)).toBeLessThan(1e-9);
    });
  });

  it('of a column that the model does not look at is exactly nothing', () => {
    for (const { mean, std } of result.columns[3]!) expect([mean, std]).toEqual([0, 0]);
  });

  it('can be stopped between any two predictions', () => {
    expect(seen).toHaveLength(1 + 4 * 4);
    expect(seen.every(({ total }) => total === 17)).toBe(true);
  });
});

describe('partial dependence', () => {
  it.each([0, 1, 2, 3])(
    'of column %i is that of scikit-learn, each row by itself and on average',
    (column) => {
      const expected = reference.dependence[column]!;
      const grid = dependenceGrid(
        Float64Array.from(X, (row) => row[column]!),
        7,
      );
      expect(grid).toHaveLength(expected.grid.length);
      grid.forEach((value, at) => expect(Math.abs(value - expected.grid[at]!)).toBeLessThan(1e-9));
      const { result } = finish(
        partialDependence({
          nValues: grid.length,
          nOutputs: 2,
          nCurves: 5,
          outputs: (at) => probabilities(X.map((row) => withCell(row, column, grid[at]!))),
        }),
      );
      result.mean[1]!.forEach((value, at) => expect(Math.abs(value - expected.mean[at]!)).toBeLessThan(1e-9));
      expected.individual.forEach((curve, row) =>
        curve.forEach((value, at) =>
          expect(Math.abs(result.curves[1]![row]![at]! - value)).toBeLessThan(1e-9),
        ),
      );
    },
  );

  it('asks about every value where there are few, and about the only one where all are equal', () => {
    expect(dependenceGrid(Float64Array.of(3, 1, NaN, 3, 2), 5)).toEqual([1, 2, 3]);
    expect(dependenceGrid(Float64Array.of(7, 7, 7), 2)).toEqual([7]);
    expect(dependenceGrid(Float64Array.of(NaN), 5)).toEqual([]);
  });
});
