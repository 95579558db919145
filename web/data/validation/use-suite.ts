import { sha256Hex } from '../../../shared/records/canonical.ts';
import type { Suite } from '../../../shared/records/suite.ts';
import type { SuiteReport } from '../../../shared/validation/suite-report.ts';
import { useAnswer, type Answer } from '../../shell/use-answer.ts';
import { useLive } from '../../shell/use-live.ts';

/** What a dataset promises; null = nothing, undefined until it is known. */
export function useSuite(dataset: string): Suite | null | undefined {
  return useLive((host) => host.workspace.suites.get(dataset), [dataset]);
}

/** How a data version keeps a suite. */
export function useSuiteReport(dataVersion: string, suite: Suite): Answer<SuiteReport> {
  const key = `suite:${dataVersion}:${sha256Hex(JSON.stringify(suite))}`;
  return useAnswer(key, async (host, options) => {
    const table = await host.tableRef(dataVersion);
    return host.tasks.run('check-suite', { table, suite, reference: null }, options);
  });
}
