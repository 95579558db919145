import { rowDigests } from '../../table/row-digests.ts';
import { finding, rowsWhere, type Check } from '../inspection.ts';
import { percent, rowsText } from '../wording.ts';

/** Rows that equal an earlier one in every cell; the first of each is not counted. */
export const duplicates: Check = (inspection) => {
  const { table } = inspection;
  const digests = rowDigests(table);
  const seen = new Set<bigint>();
  const { count, rows } = rowsWhere(table.nRows, (row) => seen.size === seen.add(digests[row]!).size);
  if (count === 0) return [];
  const part = percent(count, table.nRows);
  return [
    finding(inspection, {
      check: 'duplicates',
      severity: 'warning',
      column: null,
      detail: `${rowsText(count)} (${part}) ${count === 1 ? 'equals' : 'equal'} an earlier row in every cell.`,
      remedy:
        'Drop them (the default recipe does): a copy in the test part would be judged on what was learned.',
      count,
      rows,
    }),
  ];
};
