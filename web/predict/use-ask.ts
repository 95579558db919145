import { useState } from 'react';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { predictWith, type LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { useHost } from '../shell/host-context.tsx';
import { useAction } from '../shell/use-action.ts';

export interface Ask {
  readonly busy: boolean;
  readonly error: AppError | null;
  readonly outcomes: readonly LoggedOutcome[] | null;
  /** From the click to the answer on screen, in ms. */
  readonly roundTripMs: number | null;
  start(instances: readonly unknown[]): void;
}

/** Questions to one version; every answer is logged. */
export function useAsk(version: VersionEntry): Ask {
  const host = useHost();
  const [outcomes, setOutcomes] = useState<readonly LoggedOutcome[] | null>(null);
  const [roundTripMs, setRoundTrip] = useState<number | null>(null);
  const asking = useAction(async (instances: readonly unknown[]) => {
    const started = performance.now();
    const answered = await predictWith(host, { model: version.model, version: version.versionId }, instances);
    setRoundTrip(performance.now() - started);
    setOutcomes(answered.outcomes);
  });
  return { ...asking, outcomes, roundTripMs };
}
