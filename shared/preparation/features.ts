import { AppError } from '../errors/app-error.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { Column, Table } from '../table/table.ts';

export interface Features {
  /** nRows × nFeatures, row-major, finite. */
  readonly X: Matrix;
  readonly featureNames: readonly string[];
}

/**
 * The matrix the estimators take: numeric columns as they are, booleans as 0/1, in table order.
 * @throws AppError `recipe-invalid` for a column that is no number yet, `value-not-finite` for a missing
 * cell, `features-missing` without any column. Cost: linear in the cells.
 */
export function toMatrix(table: Table): Features {
  const { nRows, columns } = table;
  const nColumns = columns.length;
  if (nColumns === 0)
    throw new AppError('features-missing', { detail: 'After preparation no feature column is left.' });
  const values = new Float64Array(nRows * nColumns);
  columns.forEach((entry, at) => {
    const source = requireNumbers(entry);
    requireComplete(entry, source);
    for (let row = 0; row < nRows; row += 1) values[row * nColumns + at] = source[row]!;
  });
  return { X: { nRows, nColumns, values }, featureNames: columns.map((entry) => entry.name) };
}

function requireNumbers(entry: Column): Float64Array | Uint8Array {
  if (entry.type === 'numeric' || entry.type === 'boolean') return entry.values;
  const { what, remedy } = obstacles[entry.type];
  throw new AppError('recipe-invalid', {
    detail: `The feature "${entry.name}" is ${what}.`,
    remedy,
    pointer: '/columns',
  });
}

const ignore = 'Set its role to ignore, or give it another type when the data is loaded.';
const obstacles = {
  text: { what: 'free text, which no preparation step turns into numbers', remedy: ignore },
  identifier: { what: 'an identifier, from which nothing can be learned', remedy: ignore },
  categorical: { what: 'categorical and was not encoded', remedy: 'Add the step "encode" for it.' },
  datetime: { what: 'a datetime and was not taken apart', remedy: 'Add the step "datetime" for it.' },
} as const;

function requireComplete(entry: Column, values: Float64Array | Uint8Array): void {
  const complete = entry.missing === null || entry.missing.every((byte) => byte === 0);
  if (complete && values.every((value) => Number.isFinite(value))) return;
  throw new AppError('value-not-finite', {
    detail: `The feature "${entry.name}" still has missing or infinite values after preparation.`,
    remedy: 'Add the step "impute", behind the step "datetime" and before "encode".',
    pointer: `/features/${entry.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  });
}
