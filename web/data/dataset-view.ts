import type { DatasetRecord, DatasetVersion } from '../../shared/records/dataset.ts';

/** What every tab of a dataset's page is given. */
export interface DatasetViewProps {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
}

/** The newest entry of a version in the history. */
export const versionOf = ({ versions }: DatasetRecord, dataVersion: string): DatasetVersion =>
  versions.findLast((version) => version.dataVersion === dataVersion)!;
