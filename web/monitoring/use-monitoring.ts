import { useEffect, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import { monitor, type MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { useLive } from '../shell/use-live.ts';
import { fetchServerCounts } from './server-counts.ts';

export interface Monitoring {
  /** undefined until first counted. */
  readonly versions: readonly MonitoredVersion[] | undefined;
  /** The server's counts are in; without them only this device's predictions are. */
  readonly withServer: boolean;
  readonly error: AppError | null;
}

const REFRESH_MS = 15_000;
const HOUR_MS = 3_600_000;

/** What every version answered in the last hours, counted again after every prediction and from time to time. */
export function useMonitoring(hours: number): Monitoring {
  const host = useHost();
  const state = useWorkspaceState();
  const newest = useNewestPrediction(hours);
  const tick = useTick(REFRESH_MS);
  const [monitoring, setMonitoring] = useState<Monitoring>({
    versions: undefined,
    withServer: false,
    error: null,
  });
  useEffect(() => {
    let current = true;
    const count = async (): Promise<Monitoring> => {
      const server = await fetchServerCounts(hours);
      return { versions: await monitor(host, { hours, server }), withServer: server !== null, error: null };
    };
    count().then(
      (next) => current && setMonitoring(next),
      (thrown: unknown) =>
        current && setMonitoring({ versions: [], withServer: false, error: AppError.from(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [host, state, hours, newest, tick]);
  return monitoring;
}

/** Changes whenever this device answers something, in whichever tab. */
function useNewestPrediction(hours: number): string | undefined {
  return useLive(
    async ({ workspace, now }) => {
      const from = now().getTime() - hours * HOUR_MS;
      // An open end: a live query follows the range it asked for.
      return (await workspace.predictions.between(from, Number.MAX_SAFE_INTEGER)).at(-1)?.requestId;
    },
    [hours],
  );
}

function useTick(ms: number): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((now) => now + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return tick;
}
