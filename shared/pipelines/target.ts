import { AppError } from '../errors/app-error.ts';
import type { Task } from '../estimators/estimator.ts';
import { cellText, isMissing } from '../table/cells.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import { column } from '../table/columns.ts';
import { distinctValues } from '../table/distinct.ts';
import type { Table } from '../table/table.ts';

/** More classes than this in a target means that it is no class. */
const MOST_CLASSES = 1000;

/** Rows whose target is present; the others can be neither trained on nor judged. */
export function rowsWithTarget(table: Table, target: string): Int32Array {
  const cells = column(table, target);
  const rows = new Int32Array(table.nRows);
  let kept = 0;
  for (let row = 0; row < table.nRows; row++) if (!isMissing(cells, row)) rows[kept++] = row;
  return rows.slice(0, kept);
}

/**
 * The class labels of a target, in code-point order.
 * @throws AppError `target-constant` below two labels, `recipe-invalid` above {@link MOST_CLASSES}.
 */
export function labelsOf(table: Table, target: string): string[] {
  const cells = column(table, target);
  const seen = new Set<string>();
  for (let row = 0; row < table.nRows; row++) {
    if (!isMissing(cells, row)) seen.add(cellText(cells, row));
    if (seen.size > MOST_CLASSES) {
      throw new AppError('recipe-invalid', {
        detail: `The target "${target}" has more than ${MOST_CLASSES} distinct values, too many for classes.`,
        remedy: 'Choose another target, or the task regression when the target is a number.',
        pointer: '/task',
      });
    }
  }
  if (seen.size < 2) throw targetConstant(target, [...seen][0]);
  return [...seen].sort(byCodePoint);
}

/**
 * Says before a training what it would fail of.
 * @throws AppError `target-constant` below two values, `recipe-invalid` for what is no class or no number.
 */
export function checkTarget(table: Table, target: string, task: Task): void {
  const cells = column(table, target);
  if (task === 'classification' || distinctValues(table, target, 2) < 2) labelsOf(table, target);
  else if (cells.type !== 'numeric') throw notNumeric(target, cells.type);
}

/** Class index (−1 for a label not in `labels`) or target value of every row, as the estimators take it. */
export function targetValues(
  table: Table,
  target: string,
  task: Task,
  labels: readonly string[],
): Float64Array {
  return task === 'classification' ? classIndices(table, target, labels) : numericTarget(table, target);
}

function classIndices(table: Table, target: string, labels: readonly string[]): Float64Array {
  const cells = column(table, target);
  const index = new Map(labels.map((label, at) => [label, at]));
  return Float64Array.from({ length: table.nRows }, (_, row) => index.get(cellText(cells, row)) ?? -1);
}

function numericTarget(table: Table, target: string): Float64Array {
  const cells = column(table, target);
  if (cells.type !== 'numeric') throw notNumeric(target, cells.type);
  return cells.values;
}

/** @throws AppError `target-constant` when a quantity never changes; a part to judge on may be so, one to learn from not. */
export function requireVariation(values: Float64Array, target: string): void {
  const [first] = values;
  if (values.every((value) => value === first))
    throw targetConstant(target, first === undefined ? undefined : String(first));
}

function notNumeric(target: string, type: string): AppError {
  return new AppError('recipe-invalid', {
    detail: `Regression needs a numeric target; "${target}" is ${type}.`,
    pointer: '/task',
  });
}

function targetConstant(target: string, only: string | undefined): AppError {
  const what = only === undefined ? 'no value at all' : `only the value "${only}"`;
  return new AppError('target-constant', {
    detail: `The target "${target}" has ${what}; there is nothing to learn.`,
    pointer: '/target',
  });
}
