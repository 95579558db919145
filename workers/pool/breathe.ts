/**
 * Lets waiting messages in, an abort among them: numeric code runs for seconds without returning to the
 * event loop. A message channel, since timers are clamped to 4 ms.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Breathes when the last breath is longer ago than this; well below the 100 ms an abort may take. */
const BREATH_MS = 25;

/** A function to call as often as one likes: it breathes only when it is time. */
export function breather(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < BREATH_MS) return undefined;
    return breathe().then(() => void (last = performance.now()));
  };
}
