import { AppError } from '../errors/app-error.ts';
import { isCsr, selectCsrRows, type FeatureMatrix } from '../numeric/csr.ts';
import { createMatrix, rowView, selectMatrixRows, type Matrix } from '../numeric/matrix.ts';
import type { Rng } from '../random/generator.ts';
import type { Balance } from '../records/recipe.ts';
import { oversampleRows, undersampleRows } from './resample.ts';
import { smoteRows, standardSpace } from './smote.ts';

export interface Training<X extends FeatureMatrix = FeatureMatrix> {
  /** nRows × features, finite. */
  readonly X: X;
  /** nRows class indices. */
  readonly y: Float64Array;
}

export interface MatrixBalance extends Training {
  readonly nClasses: number;
  /** Features that may take any value between two others; the rest (indicators) come from the nearer row. */
  readonly quantities: readonly boolean[];
  readonly balance: Balance;
  readonly rng: Rng;
}

/**
 * The training rows with classes evened out. Same seed, same bytes. Cost: see the strategies.
 * @throws AppError `recipe-invalid` for SMOTE on a sparse matrix: between two texts there is none.
 */
export function balanceMatrix(input: MatrixBalance): Training {
  const { X, y, nClasses, balance, rng } = input;
  switch (balance.strategy) {
    case 'oversample':
      return rowsOf(input, oversampleRows(y, nClasses, rng));
    case 'undersample':
      return rowsOf(input, undersampleRows(y, nClasses, rng));
    case 'smote': {
      if (isCsr(X)) throw noTextBetween();
      if (X.values.some((value) => Number.isNaN(value))) throw noGapBetween();
      const { neighbours } = balance;
      const made = smoteRows({ space: standardSpace(X), classes: y, nClasses, neighbours, rng });
      return withMadeRows({ ...input, X }, made);
    }
  }
}

function rowsOf({ X, y }: Training, rows: Int32Array): Training {
  const selected = isCsr(X) ? selectCsrRows(X, rows) : selectMatrixRows(X, rows);
  return { X: selected, y: Float64Array.from(rows, (row) => y[row]!) };
}

function noTextBetween(): AppError {
  return new AppError('recipe-invalid', {
    detail: 'SMOTE makes rows between others, and between two texts there is none.',
    remedy: 'Balance text by "oversample" or "undersample".',
    pointer: '/balance',
  });
}

function noGapBetween(): AppError {
  return new AppError('recipe-invalid', {
    detail: 'SMOTE makes rows between others, and between a value and a missing one there is none.',
    remedy: 'Fill missing values by the step "impute", or balance by "oversample" or "undersample".',
    pointer: '/balance',
  });
}

function withMadeRows(
  { X, y, quantities }: MatrixBalance & Training<Matrix>,
  made: ReturnType<typeof smoteRows>,
): Training {
  const whole = createMatrix(X.nRows + made.length, X.nColumns);
  whole.values.set(X.values);
  const labels = new Float64Array(whole.nRows);
  labels.set(y);
  made.forEach(({ row, neighbour, share }, at) => {
    const [from, to, into] = [rowView(X, row), rowView(X, neighbour), rowView(whole, X.nRows + at)];
    const nearer = share < 0.5 ? from : to;
    for (let j = 0; j < into.length; j++) {
      into[j] = quantities[j] === true ? from[j]! + share * (to[j]! - from[j]!) : nearer[j]!;
    }
    labels[X.nRows + at] = y[row]!;
  });
  return { X: whole, y: labels };
}
