/**
 * Runs `work` one at a time. A call during a run waits for the next one, which all calls of that time
 * share: whoever calls gets a result that was begun after the call.
 */
export function coalesce<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  let next: Promise<T> | null = null;
  const start = (): Promise<T> => {
    next = null;
    const run = work().finally(() => {
      if (running === run) running = null;
    });
    return (running = run);
  };
  return () => {
    if (next !== null) return next;
    if (running === null) return start();
    return (next = running.then(start, start));
  };
}
