import type { PredictionRecord } from '../../shared/records/prediction.ts';
import { useLive } from '../shell/use-live.ts';

const DAY_MS = 86_400_000;
/** A live query follows the range it asked for: the range must hold what is yet to come. */
const OPEN_END = Number.MAX_SAFE_INTEGER;

/** What this device answered in the last 24 hours, oldest first. */
export function useLatestPredictions(): PredictionRecord[] | undefined {
  return useLive((host) => host.workspace.predictions.between(host.now().getTime() - DAY_MS, OPEN_END), []);
}
