import { productionVersion } from '../../shared/registry/queries.ts';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { whyNotRetrain } from '../../workers/lifecycle/retrain.ts';
import { useLive } from '../shell/use-live.ts';

export interface RetrainOutlook {
  /** Why it cannot be done here, and what to do; null when it can. */
  readonly obstacle: string | null;
  /** Nothing was loaded since the champion was trained. */
  readonly sameData: boolean;
}

/** Whether a model can be trained again on this device; undefined until known. */
export function useRetrainOutlook(model: ModelEntry | undefined): RetrainOutlook | undefined {
  const serving = model === undefined ? null : productionVersion(model);
  return useLive(
    async (host): Promise<RetrainOutlook> => {
      if (serving === null) {
        return {
          obstacle: 'No version is in Production. Promote one, then it can be retrained.',
          sameData: false,
        };
      }
      const error = await whyNotRetrain(host, serving.model);
      if (error !== null) return { obstacle: `${error.detail} ${error.remedy}`, sameData: false };
      const dataset = serving.dataset === null ? null : await host.workspace.datasets.get(serving.dataset);
      return { obstacle: null, sameData: dataset?.versions.at(-1)?.dataVersion === serving.dataVersion };
    },
    [serving?.versionId],
  );
}
