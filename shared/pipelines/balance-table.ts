import { AppError } from '../errors/app-error.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { oversampleRows, undersampleRows } from '../preparation/resample.ts';
import { smoteRows, standardSpace, type SyntheticRow } from '../preparation/smote.ts';
import { stratifiedSplit } from '../preparation/split.ts';
import type { Rng } from '../random/generator.ts';
import { createRng } from '../random/rng.ts';
import type { Balance } from '../records/recipe.ts';
import { missingBuilder } from '../table/missing-bitmap.ts';
import { concatTables } from '../table/concat.ts';
import { selectRows } from '../table/shape.ts';
import type { Column, NumericColumn, Table } from '../table/table.ts';
import { labelsOf, rowsWithTarget, targetValues } from './target.ts';

export interface BalanceWish {
  readonly target: string;
  readonly balance: Balance;
  /** Share of the rows held out, by class, before anything is resampled; 0 … < 1. */
  readonly test: number;
  readonly seed: number;
}

export interface BalancedTable {
  readonly balanced: Table;
  /** Rows as they were that are in no training row; null when none were held out. */
  readonly heldOut: Table | null;
  readonly classes: readonly { label: string; before: number; after: number }[];
  /** Rows without a target, left out. */
  readonly withoutTarget: number;
}

const RNG_SPLIT = 0;
const RNG_BALANCE = 3;

/**
 * Data with its classes evened out: a part is held out untouched first, so that no copy of a test row is trained on.
 * SMOTE goes between rows in numeric columns only (whole numbers stay whole, a gap on either side stays a gap);
 * every other cell is that of the nearer row, identifiers of made rows are missing. Same seed, same rows.
 * @throws AppError `column-unknown`, `target-constant`, `class-too-small`, `recipe-invalid` for a target that is no class.
 */
export function balanceTable(table: Table, wish: BalanceWish): BalancedTable {
  const { target, balance, test } = wish;
  const rng = createRng(wish.seed);
  const known = selectRows(table, rowsWithTarget(table, target));
  const labels = labelsOf(known, target);
  const classes = targetValues(known, target, 'classification', labels);
  const parts =
    test > 0
      ? stratifiedSplit({ nRows: known.nRows, classes, labels, test, rng: rng.fork(RNG_SPLIT) })
      : null;
  const train = parts === null ? known : selectRows(known, parts.train);
  const y = parts === null ? classes : Float64Array.from(parts.train, (row) => classes[row]!);
  const balanced = resampled(train, y, labels.length, target, balance, rng.fork(RNG_BALANCE));
  const after = targetValues(balanced, target, 'classification', labels);
  return {
    balanced,
    heldOut: parts === null ? null : selectRows(known, parts.test),
    classes: labels.map((label, k) => ({ label, before: count(y, k), after: count(after, k) })),
    withoutTarget: table.nRows - known.nRows,
  };
}

const count = (classes: Float64Array, wanted: number): number =>
  classes.reduce((sum, each) => sum + (each === wanted ? 1 : 0), 0);

function resampled(
  train: Table,
  y: Float64Array,
  nClasses: number,
  target: string,
  balance: Balance,
  rng: Rng,
): Table {
  switch (balance.strategy) {
    case 'oversample':
      return selectRows(train, oversampleRows(y, nClasses, rng));
    case 'undersample':
      return selectRows(train, undersampleRows(y, nClasses, rng));
    case 'smote': {
      const space = standardSpace(numbersOf(train, target));
      const made = smoteRows({ space, classes: y, nClasses, neighbours: balance.neighbours, rng });
      return made.length === 0 ? train : concatTables([train, madeTable(train, made, target)]);
    }
  }
}

const isFeature = (column: Column, target: string): column is NumericColumn =>
  column.type === 'numeric' && column.name !== target;

/** Where rows lie for SMOTE: the numeric columns, gaps at their mean. */
function numbersOf(table: Table, target: string): Matrix {
  const columns = table.columns.filter((column) => isFeature(column, target));
  if (columns.length === 0)
    throw new AppError('features-missing', {
      detail: 'SMOTE needs at least one numeric column beside the target.',
      remedy: 'Use over- or under-sampling for this data.',
    });
  const values = new Float64Array(table.nRows * columns.length);
  columns.forEach((column, j) => {
    const mean = meanOf(column.values);
    for (let row = 0; row < table.nRows; row++) {
      const value = column.values[row]!;
      values[row * columns.length + j] = value === value ? value : mean;
    }
  });
  return { nRows: table.nRows, nColumns: columns.length, values };
}

function meanOf(values: Float64Array): number {
  let [sum, n] = [0, 0];
  for (const value of values) {
    if (value !== value) continue;
    sum += value;
    n++;
  }
  return n === 0 ? 0 : sum / n;
}

function madeTable(train: Table, made: readonly SyntheticRow[], target: string): Table {
  const nearer = Int32Array.from(made, ({ row, neighbour, share }) => (share < 0.5 ? row : neighbour));
  const copied = selectRows(train, nearer);
  const columns = train.columns.map((column, at) => {
    if (isFeature(column, target)) return between(column, made);
    const copy = copied.columns[at]!;
    return column.type === 'identifier' ? allMissing(copy, made.length) : copy;
  });
  return { nRows: made.length, columns };
}

function between(column: NumericColumn, made: readonly SyntheticRow[]): NumericColumn {
  const { values } = column;
  const whole = values.every((value) => value !== value || Number.isInteger(value));
  const missing = missingBuilder();
  const cells = Float64Array.from(made, ({ row, neighbour, share }, at) => {
    const value = values[row]! + share * (values[neighbour]! - values[row]!);
    if (value !== value) missing.set(at);
    return whole ? Math.round(value) : value;
  });
  return { ...column, values: cells, missing: missing.finish(made.length) };
}

/** A row that nobody is has nobody's name. */
function allMissing(column: Column, nRows: number): Column {
  const missing = missingBuilder();
  for (let row = 0; row < nRows; row++) missing.set(row);
  const empty = { bytes: new Uint8Array(0), offsets: new Uint32Array(nRows + 1) };
  return { ...column, ...('bytes' in column ? empty : {}), missing: missing.finish(nRows) };
}
