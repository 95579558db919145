import { isSet } from '../table/missing-bitmap.ts';
import type { ColumnFacts } from './column-facts.ts';
import { MOST_CODES } from './thresholds.ts';

/** A target as classes. */
export interface TargetClasses {
  /** nRows; index into `labels`, −1 where missing. */
  readonly codes: Int32Array;
  readonly labels: readonly string[];
  readonly counts: readonly number[];
}

/** The classes of a target; null where it is a quantity (a number with many values), a date or text. */
export function targetClasses(facts: ColumnFacts): TargetClasses | null {
  const { column, summary } = facts;
  switch (column.type) {
    case 'categorical':
      return counted(column.codes, column.levels);
    case 'boolean':
      return counted(
        Int32Array.from(column.values, (value, row) => (isSet(column.missing, row) ? -1 : value)),
        ['false', 'true'],
      );
    case 'numeric': {
      if (summary.distinct > MOST_CODES) return null;
      const values = [...new Set(facts.sorted)];
      return counted(
        Int32Array.from(column.values, (value) => values.indexOf(value)),
        values.map(String),
      );
    }
    default:
      return null;
  }
}

/** Leaves out labels that no row has. */
function counted(codes: Int32Array, labels: readonly string[]): TargetClasses {
  const all = new Int32Array(labels.length);
  for (const code of codes) if (code >= 0) all[code]! += 1;
  const used = labels.map((_, code) => code).filter((code) => all[code]! > 0);
  const renumbered = new Int32Array(labels.length).fill(-1);
  used.forEach((code, index) => (renumbered[code] = index));
  return {
    codes: codes.map((code) => (code < 0 ? -1 : renumbered[code]!)),
    labels: used.map((code) => labels[code]!),
    counts: used.map((code) => all[code]!),
  };
}
