import type { ValidationReport } from '../../../shared/validation/report.ts';
import type { SuiteReport } from '../../../shared/validation/suite-report.ts';

interface Reports {
  readonly findings: ValidationReport;
  readonly suite: SuiteReport | null;
}

/** The same reports with the numbers that rows keep in their dataset (from 0), where they are of one. */
export function withDatasetRows<R extends Reports>(reports: R, numbers: Int32Array | null): R {
  if (numbers === null) return reports;
  const named = <E extends { readonly rows: readonly number[] }>(entry: E): E => ({
    ...entry,
    rows: entry.rows.map((place) => numbers[place]!),
  });
  const { findings, suite } = reports;
  return {
    ...reports,
    findings: { ...findings, findings: findings.findings.map(named) },
    suite: suite === null ? null : { ...suite, results: suite.results.map(named) },
  };
}
