import { finding, type Check } from '../inspection.ts';
import { isIdentifier } from './identifier-suspected.ts';

/** Categories with so many levels that each is seen too seldom. */
export const highCardinality: Check = (inspection) =>
  inspection.features
    .filter(
      (facts) =>
        facts.column.type === 'categorical' &&
        facts.summary.distinct > inspection.thresholds.cardinality &&
        !isIdentifier(facts, inspection),
    )
    .map(({ column, summary }) =>
      finding(inspection, {
        check: 'high-cardinality',
        severity: 'info',
        column: column.name,
        detail: `"${column.name}" has ${summary.distinct} levels.`,
        remedy: `Group rare levels; encoding keeps the most frequent ones and puts the rest into "other".`,
        count: inspection.table.nRows,
      }),
    );
