import type { AmendmentRecord } from '../../shared/records/dataset.ts';
import type { Cell } from '../../shared/table/table.ts';
import { formatCount, formatPlural } from '../shell/format.ts';

/** An amendment in words: the one cell or row by name, many by number. */
export function describeChange({ cells, deleted, restored }: AmendmentRecord): string {
  const rows = (numbers: readonly number[], what: string): string[] => {
    if (numbers.length === 0) return [];
    const [only] = numbers;
    return [
      numbers.length === 1
        ? `row ${formatCount(only! + 1)} ${what}`
        : `${formatPlural(numbers.length, 'row')} ${what}`,
    ];
  };
  const first = cells[0];
  const corrected =
    first === undefined
      ? []
      : cells.length === 1
        ? [`row ${formatCount(first.row + 1)}, ${first.column}: ${shown(first.old)} → ${shown(first.value)}`]
        : [`${formatCount(cells.length)} cells corrected`];
  return [...corrected, ...rows(deleted, 'deleted'), ...rows(restored, 'restored')].join('; ');
}

export const shown = (value: Cell): string => (value === null ? 'missing' : String(value));
