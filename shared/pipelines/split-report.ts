import { createRng } from '../random/rng.ts';
import type { Recipe } from '../records/recipe.ts';
import { chiSquareTest } from '../statistics/chi-square-test.ts';
import { driftThresholds } from '../statistics/drift-thresholds.ts';
import type { FeatureDrift } from '../statistics/feature-drift.ts';
import { classCounts } from '../table/class-counts.ts';
import { schemaOf } from '../table/columns.ts';
import { distinctValues } from '../table/distinct.ts';
import { rowDigests } from '../table/row-digests.ts';
import { selectColumns, selectRows } from '../table/shape.ts';
import type { Table } from '../table/table.ts';
import { versionDrift } from '../validation/version-drift.ts';
import { defaultRecipe } from './default-recipe.ts';
import { splitRows } from './prepare-data.ts';
import { RNG_SPLIT } from './run-recipe.ts';

export interface SplitReport {
  readonly trainRows: number;
  readonly testRows: number;
  /** Test rows that equal a training row in every feature and in the target: learned by heart. */
  readonly overlap: {
    readonly count: number;
    /** Rows of the table, at most 100. */ readonly rows: number[];
  };
  /** Rows by class in both parts; null for a quantity. */
  readonly classes: {
    readonly counts: readonly { readonly label: string; readonly train: number; readonly test: number }[];
    /** That shares as different as these come from one distribution. */
    readonly pValue: number;
  } | null;
  /** Features and target of the test part against the training part, by MON1. */
  readonly drift: FeatureDrift[];
  /** Whether anything of it makes a test result doubtful; below 100 test rows it is never `ok` (MON1). */
  readonly status: 'ok' | 'doubtful' | 'not-enough-data';
}

/** Free of drift, and with enough rows to say so. */
const isTold = (drift: readonly FeatureDrift[], testRows: number): boolean =>
  testRows >= driftThresholds.fewestRows && drift.some(({ status }) => status === 'ok');

const MOST_ROWS_SHOWN = 100;
/** Shares of classes that differ by less than one chance in a thousand were not drawn alike. */
const UNLIKELY = 0.001;

/**
 * How alike the two parts of the split are that the default recipe makes for this target and seed.
 * @throws AppError `target-missing`, `target-constant`, `no-rows`, `class-too-small`, as training does.
 */
export function splitReport(table: Table, target: string, seed: number): SplitReport {
  const recipe = defaultRecipe({
    schema: schemaOf(table),
    target,
    distinct: distinctValues(table, target),
    // The split does not look at it.
    estimator: 'decision-tree',
    seed,
  });
  return reportOnSplit(table, recipe);
}

/** The same for a recipe. Cost: a sort per numeric column, a hash of every row. */
export function reportOnSplit(table: Table, recipe: Recipe): SplitReport {
  const { train, test } = splitRows(table, recipe, createRng(recipe.seed).fork(RNG_SPLIT));
  const used = recipe.columns.filter(({ role }) => role !== 'ignore').map(({ name }) => name);
  const overlap = overlapOf(table, used, train, test);
  const columns = selectColumns(table, used);
  const [trainPart, testPart] = [selectRows(columns, train), selectRows(columns, test)];
  const classes = recipe.task === 'classification' ? classesOf(trainPart, testPart, recipe.target) : null;
  const drift = versionDrift(trainPart, testPart).columns;
  const doubtful =
    overlap.count > 0 ||
    (classes !== null && classes.pValue < UNLIKELY) ||
    drift.some(({ status }) => status === 'drift');
  return {
    trainRows: train.length,
    testRows: test.length,
    overlap,
    classes,
    drift,
    status: doubtful ? 'doubtful' : isTold(drift, test.length) ? 'ok' : 'not-enough-data',
  };
}

function overlapOf(
  table: Table,
  names: readonly string[],
  train: Int32Array,
  test: Int32Array,
): SplitReport['overlap'] {
  const digests = rowDigests(table, names);
  const trained = new Set<bigint>();
  for (const row of train) trained.add(digests[row]!);
  const rows = [...test].filter((row) => trained.has(digests[row]!));
  return { count: rows.length, rows: rows.slice(0, MOST_ROWS_SHOWN) };
}

function classesOf(train: Table, test: Table, target: string): SplitReport['classes'] {
  const [ofTrain, ofTest] = [classCounts(train, target), classCounts(test, target)];
  if (ofTrain === null || ofTest === null) return null;
  const inTest = new Map(ofTest.counts.map(({ value, count }) => [value, count]));
  const onlyTest = ofTest.counts.filter(({ value }) => !ofTrain.counts.some((each) => each.value === value));
  const counts = [
    ...ofTrain.counts.map(({ value, count }) => ({
      label: value,
      train: count,
      test: inTest.get(value) ?? 0,
    })),
    ...onlyTest.map(({ value, count }) => ({ label: value, train: 0, test: count })),
  ];
  const { pValue } = chiSquareTest(
    counts.map((each) => each.train),
    counts.map((each) => each.test),
  );
  return { counts, pValue };
}
