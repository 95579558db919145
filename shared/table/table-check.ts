import { AppError } from '../errors/app-error.ts';
import { isSet } from './missing-bitmap.ts';
import type { Column } from './table.ts';

/**
 * Whether a column from outside keeps what `table.ts` promises.
 * @throws AppError `artifact-corrupt` naming the column and what is wrong. Cost: one pass.
 */
export function checkColumn(column: Column, nRows: number): void {
  const wrong = findWrong(column, nRows);
  if (wrong === null) return;
  throw new AppError('artifact-corrupt', {
    detail: `The stored table is damaged: column "${column.name}" has ${wrong}.`,
  });
}

function findWrong(column: Column, nRows: number): string | null {
  switch (column.type) {
    case 'numeric':
    case 'datetime':
      return wrongCell(column, nRows, 'a number that is missing and present at once', (row, missing) =>
        missing ? Number.isNaN(column.values[row]) : Number.isFinite(column.values[row]),
      );
    case 'boolean':
      return wrongCell(column, nRows, 'a value that is neither true nor false', (row, missing) =>
        missing ? column.values[row] === 0 : column.values[row]! <= 1,
      );
    case 'categorical': {
      const nLevels = column.levels.length;
      if (new Set(column.levels).size !== nLevels) return 'a level twice';
      return wrongCell(column, nRows, `a code outside its ${nLevels} levels`, (row, missing) => {
        const code = column.codes[row]!;
        return missing ? code === -1 : code >= 0 && code < nLevels;
      });
    }
    case 'text':
    case 'identifier': {
      if (column.offsets[0] !== 0 || column.offsets[nRows] !== column.bytes.length)
        return 'cells beyond its text';
      return wrongCell(
        column,
        nRows,
        'cells that overlap',
        (row) => column.offsets[row]! <= column.offsets[row + 1]!,
      );
    }
  }
}

function wrongCell(
  column: Column,
  nRows: number,
  what: string,
  isRight: (row: number, missing: boolean) => boolean,
): string | null {
  for (let row = 0; row < nRows; row += 1) {
    if (!isRight(row, isSet(column.missing, row))) return `${what} in row ${row}`;
  }
  return null;
}
