import type { CleanStep } from '../records/recipe.ts';
import type { Table } from '../table/table.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { dropMissing } from './drop-missing.ts';

/**
 * The rows that every cleaning step keeps, out of `rows` (all by default), in ascending order. Cleaning
 * looks at whole rows, keeps no state, and happens before the split.
 * @throws AppError `column-unknown`.
 */
export function cleanRows(table: Table, steps: readonly CleanStep[], rows?: Int32Array): Int32Array {
  const all = rows ?? Int32Array.from({ length: table.nRows }, (_, row) => row);
  return steps.reduce((kept, step) => cleanStepRows(table, kept, step), all);
}

function cleanStepRows(table: Table, rows: Int32Array, step: CleanStep): Int32Array {
  switch (step.step) {
    case 'drop-duplicates':
      return dropDuplicates(table, rows);
    case 'drop-missing':
      return dropMissing(table, rows, step.columns);
  }
}
