import type { CategoricalColumn, Table } from './table.ts';

/**
 * The same cells with every dictionary in the order in which its levels are met, and no other level: the
 * form that a table has when its rows are read from a file. Whatever follows cannot tell how the rows
 * came together. Columns that have that form already are the same objects. Cost: one pass over the codes.
 */
export function withLevelsAsMet(table: Table): Table {
  return {
    nRows: table.nRows,
    columns: table.columns.map((column) => (column.type === 'categorical' ? asMet(column) : column)),
  };
}

function asMet(column: CategoricalColumn): CategoricalColumn {
  const next = new Int32Array(column.levels.length).fill(-1);
  const met: number[] = [];
  for (const code of column.codes) if (code >= 0 && next[code] === -1) next[code] = met.push(code) - 1;
  if (met.length === column.levels.length && met.every((code, i) => code === i)) return column;
  return {
    ...column,
    levels: met.map((code) => column.levels[code]!),
    codes: column.codes.map((code) => (code < 0 ? -1 : next[code]!)),
  };
}
