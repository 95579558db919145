import type { SplitReport } from '../../../shared/pipelines/split-report.ts';
import type { FeatureDrift } from '../../../shared/statistics/feature-drift.ts';
import type { Finding, ValidationReport } from '../../../shared/validation/report.ts';
import type { SuiteReport } from '../../../shared/validation/suite-report.ts';
import type { VersionDrift } from '../../../shared/validation/version-drift.ts';
import { numberText } from '../../../shared/validation/wording.ts';
import { formatTable, print } from '../../output.ts';

export function printFindings(name: string, report: ValidationReport): void {
  print(
    `${name}: ${report.nRows} rows × ${report.nColumns} columns, quality ${report.quality.toFixed(0)} of 100`,
  );
  if (report.findings.length === 0) {
    print('No findings.');
    return;
  }
  print(
    formatTable(
      ['severity', 'check', 'column', 'count', 'rows', 'finding'],
      report.findings.map((finding) => [
        finding.severity,
        finding.check,
        finding.column ?? '',
        finding.count,
        firstRows(finding),
        finding.detail,
      ]),
    ),
  );
}

const firstRows = ({ rows }: Pick<Finding, 'rows'>): string =>
  rows
    .slice(0, 5)
    .map((row) => row + 1)
    .join(', ');

/** What was promised and is not so; what is met is counted. */
export function printSuite(report: SuiteReport): void {
  const { met, failed, undecided, off, quality } = report;
  const rest = [
    ...(undecided > 0 ? [`${undecided} cannot be told`] : []),
    ...(off > 0 ? [`${off} turned off`] : []),
  ];
  print();
  print(
    `Suite: ${met} of ${met + failed} expectations met, ${quality.toFixed(0)} of 100 points${rest.map((part) => `, ${part}`).join('')}`,
  );
  const broken = report.results.filter(({ status }) => status === 'failed');
  if (broken.length === 0) return;
  print(
    formatTable(
      ['severity', 'expectation', 'rows', 'points', 'what is so'],
      broken.map((result) => [
        result.severity,
        result.promise,
        firstRows(result),
        -result.lost,
        result.observed,
      ]),
    ),
  );
}

export function printSplit(report: SplitReport): void {
  const { trainRows, testRows, overlap, classes, drift } = report;
  print();
  print(
    `Split: ${trainRows} training and ${testRows} test rows, ${overlap.count} of the test rows are training rows too`,
  );
  if (classes !== null) {
    print(
      formatTable(
        ['class', 'training', 'test'],
        classes.counts.map(({ label, train, test }) => [label, train, test]),
      ),
    );
  }
  printDrifting(drift);
}

export function printVersionDrift(against: string, drift: VersionDrift): void {
  print();
  print(`Against ${against} (${drift.rowsBefore} rows): ${drift.columns.length} columns compared`);
  printDrifting(drift.columns);
  for (const { name, why } of drift.left.filter((each) => each.why !== 'identifier')) {
    print(`"${name}": ${why.replace('-', ' ')}`);
  }
}

function printDrifting(columns: readonly FeatureDrift[]): void {
  const drifting = columns.filter(({ status }) => status === 'drift');
  const unknown = columns.filter(({ status }) => status === 'not-enough-data').length;
  if (unknown > 0) print(`${unknown} columns have fewer than 100 rows to compare.`);
  if (drifting.length === 0) {
    if (unknown < columns.length) print('No column drifts.');
    return;
  }
  print(
    formatTable(
      ['drifts', 'effect', 'size', 'adjusted p'],
      drifting.map(({ name, effect, adjustedP }) => [
        name,
        effect.name,
        numberText(Math.round(effect.value * 1e4) / 1e4),
        adjustedP.toExponential(1),
      ]),
    ),
  );
}
