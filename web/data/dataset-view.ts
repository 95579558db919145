import type { DatasetRecord } from '../../shared/records/dataset.ts';

/** What every tab of a dataset's page is given. */
export interface DatasetViewProps {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
}
