import type { Expectation, Suite } from '../../../shared/records/suite.ts';
import type { SuiteReport } from '../../../shared/validation/suite-report.ts';
import type { DatasetViewProps } from '../dataset-view.ts';

export interface ExpectationListProps extends DatasetViewProps {
  readonly suite: Suite;
  /** null while the rows are held against the suite. */
  readonly report: SuiteReport | null;
  readonly onEdit: (index: number) => void;
  /** null removes it. */
  readonly onReplace: (index: number, next: Expectation | null) => void;
}
