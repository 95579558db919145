import { looksLikeIdName } from '../../table/delimited/identifier-name.ts';
import type { ColumnFacts } from '../column-facts.ts';
import { finding, type Check, type Inspection } from '../inspection.ts';
import { FEWEST_ROWS_TO_SUSPECT } from '../thresholds.ts';

/** Columns that name rows: learning from them is learning by heart. */
export const identifierSuspected: Check = (inspection) =>
  inspection.features
    .filter((facts) => isIdentifier(facts, inspection))
    .map(({ column, summary }) =>
      finding(inspection, {
        check: 'identifier-suspected',
        // One that was already typed as such is left out by default.
        severity: column.type === 'identifier' ? 'info' : 'warning',
        column: column.name,
        detail: `"${column.name}" has ${summary.distinct} different values in ${inspection.table.nRows} rows: it looks like an identifier.`,
        remedy: 'Leave the column out of the features.',
        count: inspection.table.nRows,
      }),
    );

/** Typed as an identifier, or a category or whole number that hardly repeats and is named or numbered like one. */
export function isIdentifier({ column, summary, sorted }: ColumnFacts, inspection: Inspection): boolean {
  if (column.type === 'identifier') return true;
  const present = inspection.table.nRows - summary.missing;
  if (present < FEWEST_ROWS_TO_SUSPECT) return false;
  if (summary.distinct < inspection.thresholds.identifierShare * present) return false;
  if (column.type === 'categorical') return true;
  return (
    column.type === 'numeric' &&
    sorted!.every(Number.isInteger) &&
    (isRunning(sorted!, summary.distinct) || looksLikeIdName(column.name))
  );
}

/** Whole numbers without gaps: rows were counted. */
function isRunning(sorted: Float64Array, distinct: number): boolean {
  return sorted.at(-1)! - sorted[0]! + 1 === distinct;
}
