import pg from 'pg';

/** The channel on which every writer of the log says that it has grown. */
export const LOG_CHANNEL = 'treadle_log';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

/**
 * Calls back when the log has grown, by a connection of its own that is opened again when it is cut; also
 * after each opening, since something may have come while nobody listened. Whoever must not miss anything
 * polls beside it.
 */
export function listenForLog(url: string, listener: () => void): () => void {
  let client: pg.Client | null = null;
  let stopped = false;
  let retryMs = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;

  const again = (): void => {
    if (stopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void open();
    }, retryMs).unref();
    retryMs = Math.min(LAST_RETRY_MS, 2 * retryMs);
  };
  const open = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'treadle-listener',
      keepAlive: true,
    });
    client = next;
    next.on('notification', listener);
    next.on('error', again);
    next.on('end', again);
    try {
      await next.connect();
      await next.query(`listen ${LOG_CHANNEL}`);
      retryMs = FIRST_RETRY_MS;
      listener();
    } catch {
      // The database is away: polling finds that out and reports it, this only tries again.
      await next.end().catch(() => {});
      again();
    }
  };
  void open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    void client?.end().catch(() => {});
  };
}
