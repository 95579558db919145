import type { MonitoringAnswer } from '../../shared/monitoring/window.ts';
import { serverFetch } from '../shell/access.ts';

const LIMIT_MS = 3_000;

/**
 * Counts of what the server and the commands on its workspace answered; null when no server of ours is
 * there, which is no error: this device's own counts are shown.
 */
export async function fetchServerCounts(hours: number): Promise<MonitoringAnswer | null> {
  try {
    const answer = await serverFetch(`/api/monitoring?hours=${hours}`, {
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const ours = answer.ok && answer.headers.get('content-type')?.startsWith('application/json') === true;
    return ours ? ((await answer.json()) as MonitoringAnswer) : null;
  } catch (thrown) {
    // Unreachable is a TypeError, too slow a TimeoutError; anything else is a defect of ours.
    if (thrown instanceof TypeError || (thrown instanceof DOMException && thrown.name === 'TimeoutError'))
      return null;
    throw thrown;
  }
}
