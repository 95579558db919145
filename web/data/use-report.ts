import type { ValidationReport } from '../../shared/validation/report.ts';
import { defaultThresholds } from '../../shared/validation/thresholds.ts';
import { useAnswer, type Answer } from '../shell/use-answer.ts';
import type { DatasetViewProps } from './dataset-view.ts';
import { useSuite } from './validation/use-suite.ts';

/** The validation of a data version against the dataset's target, with the thresholds of its suite. */
export function useReport({ dataset, dataVersion }: DatasetViewProps): Answer<ValidationReport> {
  const { target } = dataset;
  const thresholds = useSuite(dataset.name)?.thresholds ?? defaultThresholds;
  const key = `report:${dataVersion}:${target ?? ''}:${JSON.stringify(thresholds)}`;
  return useAnswer(key, async (host, options) => {
    const table = await host.tableRef(dataVersion);
    return host.tasks.run('validate', { table, target, thresholds }, options);
  });
}
