import { useState } from 'react';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { predictWith, type LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { useHost } from '../shell/host-context.tsx';
import { useAction } from '../shell/use-action.ts';
import { remember } from './session-history.ts';

/** What was asked last and what the model answered, in order. */
export interface Answered {
  readonly instances: readonly unknown[];
  readonly outcomes: readonly LoggedOutcome[];
  /** From the click to the answer on screen, in ms. */
  readonly roundTripMs: number;
}

export interface Ask {
  readonly busy: boolean;
  readonly error: AppError | null;
  readonly answered: Answered | null;
  start(instances: readonly unknown[]): void;
}

/** Questions to one version; every answer is logged and kept in the session's history. */
export function useAsk(version: VersionEntry): Ask {
  const host = useHost();
  const [answered, setAnswered] = useState<Answered | null>(null);
  const asking = useAction(async (instances: readonly unknown[]) => {
    const started = performance.now();
    const reference = { model: version.model, version: version.versionId };
    const { outcomes } = await predictWith(host, reference, instances);
    setAnswered({ instances, outcomes, roundTripMs: performance.now() - started });
    remember(version, instances, outcomes);
  });
  return { ...asking, answered };
}
