import type { Severity, Suite } from '../records/suite.ts';
import type { FeatureProfile } from '../statistics/profile.ts';
import type { Table } from '../table/table.ts';
import { evaluate, type Outcome } from './evaluate.ts';
import { columnOf, type Dimension } from './expectations/kind.ts';
import { kindOf } from './expectations/kinds.ts';
import { subjectOf, type Subject } from './subject.ts';
import type { ExpectationResult, ScorePart, SuiteReport } from './suite-report.ts';

/** How much an expectation counts by its severity. */
const weights: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

export interface SuiteOptions {
  /** Profiles that distributions are compared with instead of those in the suite, by their names. */
  readonly reference?: readonly FeatureProfile[];
  /** Rows that were there before: what must not repeat must not repeat them either. */
  readonly before?: Table | null;
}

/**
 * Holds rows against what their dataset promises: per expectation whether it is met, what was observed and
 * the failing rows; and a score with what it is made of. Bad data is never thrown (ERR4).
 * Cost: linear in the cells that expectations name, and a sort per column where a leak is looked for;
 * 100,000 rows × 20 columns under a suite inferred from them in about a second.
 */
export function checkSuite(table: Table, suite: Suite, options: SuiteOptions = {}): SuiteReport {
  const used = withReference(suite, options.reference);
  const subject = subjectOf(table, used, options.before ?? null);
  return reportOf(subject, used, evaluate(subject, used));
}

/** The suite with other references where there are any of that name. */
export function withReference(suite: Suite, reference: readonly FeatureProfile[] = []): Suite {
  const byName = new Map(reference.map((profile) => [profile.name, profile]));
  const expectations = suite.expectations.map((each) =>
    each.check === 'distribution' ? { ...each, reference: byName.get(each.column) ?? each.reference } : each,
  );
  return { ...suite, expectations };
}

/** Prices the outcomes and counts them. */
export function reportOf(subject: Subject, suite: Suite, outcomes: readonly Outcome[]): SuiteReport {
  const decided = suite.expectations.filter((_, index) => isDecided(outcomes[index]!));
  const whole = decided.reduce((sum, { severity }) => sum + weights[severity], 0);
  const results = suite.expectations.map((expectation, index): ExpectationResult => {
    const outcome = outcomes[index]!;
    const kind = kindOf(expectation.check);
    return {
      index,
      check: expectation.check,
      dimension: kind.dimension,
      column: columnOf(expectation),
      severity: expectation.severity,
      promise: kind.promise(expectation),
      ...outcome,
      lost: rounded((100 * weights[expectation.severity] * harmOf(outcome, subject.table.nRows)) / whole),
    };
  });
  const having = (status: Outcome['status']): number =>
    results.filter((result) => result.status === status).length;
  const failed = results.filter(({ status }) => status === 'failed');
  const lost = results.reduce((sum, result) => sum + result.lost, 0);
  return {
    nRows: subject.table.nRows,
    met: having('met'),
    failed: failed.length,
    undecided: having('undecided'),
    off: having('off'),
    worst:
      (['error', 'warning', 'info'] as const).find((level) =>
        failed.some(({ severity }) => severity === level),
      ) ?? null,
    quality: Math.max(0, Math.round((100 - lost) * 10) / 10),
    parts: partsOf(results),
    results,
  };
}

const isDecided = ({ status }: Outcome): boolean => status === 'met' || status === 'failed';

/** Half for failing at all, half by the share of the rows that do; all for what is no matter of rows. */
function harmOf({ status, count }: Outcome, nRows: number): number {
  if (status !== 'failed') return 0;
  return count === 0 || nRows === 0 ? 1 : (1 + count / nRows) / 2;
}

const rounded = (points: number): number => (Number.isFinite(points) ? Math.round(points * 100) / 100 : 0);

const dimensions: readonly Dimension[] = [
  'schema',
  'completeness',
  'validity',
  'uniqueness',
  'volume',
  'distribution',
];

function partsOf(results: readonly ExpectationResult[]): ScorePart[] {
  return dimensions.flatMap((dimension) => {
    const own = results.filter((result) => result.dimension === dimension && isDecided(result));
    if (own.length === 0) return [];
    const failed = own.filter(({ status }) => status === 'failed');
    const lost = rounded(failed.reduce((sum, result) => sum + result.lost, 0));
    return [{ dimension, expectations: own.length, failed: failed.length, lost }];
  });
}
