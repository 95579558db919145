import { rowDigests } from '../table/row-digests.ts';
import type { Table } from '../table/table.ts';

/**
 * Of `rows` (ascending), those that no earlier one of them equals in every cell, identifiers included;
 * missing cells are equal to each other. Cost: linear in the cells.
 */
export function dropDuplicates(table: Table, rows: Int32Array): Int32Array {
  const digests = rowDigests(table);
  const seen = new Set<bigint>();
  return rows.filter((row) => {
    const before = seen.size;
    return seen.add(digests[row]!).size > before;
  });
}
