import type { ValidationReport } from '../../shared/validation/report.ts';
import { useAnswer } from '../shell/use-answer.ts';
import type { DatasetViewProps } from './dataset-view.ts';

/** The validation of a data version against the dataset's target. */
export function useReport({
  dataset,
  dataVersion,
}: DatasetViewProps): ReturnType<typeof useAnswer<ValidationReport>> {
  const { target } = dataset;
  return useAnswer(`report:${dataVersion}:${target ?? ''}`, async (host) =>
    host.tasks.run('validate', { table: await host.tableRef(dataVersion), target }),
  );
}
