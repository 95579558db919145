import type { VersionEntry } from '../../shared/registry/state.ts';
import type { LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { createStore } from '../shell/store.ts';

/** One question of this session. What was asked stays in memory: the log keeps no feature value. */
export interface AskedEntry {
  readonly requestId: string;
  readonly at: number;
  readonly version: VersionEntry;
  readonly features: unknown;
  readonly outcome: LoggedOutcome;
}

const MOST_KEPT = 100;

/** The latest first. */
export const sessionHistory = createStore<readonly AskedEntry[]>([]);

export function remember(
  version: VersionEntry,
  instances: readonly unknown[],
  outcomes: readonly LoggedOutcome[],
): void {
  const at = Date.now();
  const entries = outcomes.slice(0, MOST_KEPT).map((outcome, index) => ({
    requestId: outcome.requestId,
    at,
    version,
    features: instances[index],
    outcome,
  }));
  sessionHistory.update((kept) => [...entries.reverse(), ...kept].slice(0, MOST_KEPT));
}
