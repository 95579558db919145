import { Stack, Text } from '@mantine/core';
import type { Expectation, Suite } from '../../../shared/records/suite.ts';
import type { SuiteReport } from '../../../shared/validation/suite-report.ts';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ExpectationRow } from './expectation-row.tsx';

export interface ExpectationListProps extends DatasetViewProps {
  readonly suite: Suite;
  /** null while the rows are held against the suite. */
  readonly report: SuiteReport | null;
  readonly onlyFailed: boolean;
  readonly onEdit: (index: number) => void;
  /** null removes it. */
  readonly onReplace: (index: number, next: Expectation | null) => void;
}

/** Failing ones first, the gravest on top; the others as they stand in the suite. */
export function ExpectationList(props: ExpectationListProps) {
  const { suite, report, onlyFailed } = props;
  const order = [...suite.expectations.keys()]
    .filter((index) => !onlyFailed || report?.results[index]?.status === 'failed')
    .sort((a, b) => rank(props, a) - rank(props, b) || a - b);
  if (order.length === 0) {
    return <Text fz="sm">{onlyFailed ? 'No expectation fails.' : 'The suite is empty: add one.'}</Text>;
  }
  return (
    <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Expectations">
      {order.map((index) => (
        <ExpectationRow key={index} {...props} index={index} result={report?.results[index] ?? null} />
      ))}
    </Stack>
  );
}

const severities = ['error', 'warning', 'info'];

function rank({ report }: ExpectationListProps, index: number): number {
  const result = report?.results[index];
  if (result?.status !== 'failed') return severities.length;
  return severities.indexOf(result.severity);
}
