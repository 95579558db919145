import type { PredictionRecord } from '../../shared/records/prediction.ts';
import { useLive } from '../shell/use-live.ts';

const DAY_MS = 86_400_000;

/** What this device answered in the last 24 hours, oldest first. */
export function useLatestPredictions(): PredictionRecord[] | undefined {
  return useLive((host) => {
    const now = host.now().getTime();
    return host.workspace.predictions.between(now - DAY_MS, now + 1);
  }, []);
}
