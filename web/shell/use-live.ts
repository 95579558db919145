import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useState } from 'react';
import { useHost, type PageHost } from './host-context.tsx';

/**
 * Follows something stored: read again whenever the tables it read change (also in another tab), and
 * whenever the log does. undefined until the first answer; errors reach the nearest boundary.
 */
export function useLive<T>(query: (host: PageHost) => Promise<T>, deps: readonly unknown[]): T | undefined {
  const host = useHost();
  const tick = useLogTick(host);
  return useLiveQuery(() => query(host), [host, tick, ...deps]);
}

function useLogTick(host: PageHost): number {
  const [tick, setTick] = useState(0);
  useEffect(() => host.workspace.log.subscribe(() => setTick((now) => now + 1)), [host]);
  return tick;
}
