import { rowsText } from '../wording.ts';
import type { TableKind } from './kind.ts';

export const rowCountKind: TableKind<'row-count'> = {
  check: 'row-count',
  by: 'table',
  label: 'Number of rows',
  dimension: 'volume',
  types: null,
  fields: [
    { name: 'min', label: 'Fewest rows', help: 'empty = no limit', kind: 'count', optional: true },
    { name: 'max', label: 'Most rows', help: 'empty = no limit', kind: 'count', optional: true },
  ],
  blank: () => ({ check: 'row-count', min: 1, max: null, severity: 'error', enabled: true }),
  promise({ min, max }) {
    if (min !== null && max !== null) return `There are ${min} to ${rowsText(max)}.`;
    if (min !== null) return `There ${min === 1 ? 'is' : 'are'} at least ${rowsText(min)}.`;
    return max === null ? 'There may be any number of rows.' : `There are at most ${rowsText(max)}.`;
  },
  observe({ min, max }, { table: { nRows } }) {
    const met = nRows >= (min ?? 0) && nRows <= (max ?? Infinity);
    return { met, observed: `There ${nRows === 1 ? 'is' : 'are'} ${rowsText(nRows)}.`, value: nRows };
  },
};
