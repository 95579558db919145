/** A few lines on stderr that are rewritten in place; nothing in a pipe. */
export interface LiveLines {
  show(text: string): void;
  clear(): void;
}

/** Faster than eyes are. */
const INTERVAL_MS = 150;

export function liveLines(now: () => number = () => performance.now()): LiveLines {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let height = 0;
  let shownAt = -Infinity;
  const clear = (): void => {
    if (height > 0) process.stderr.write(`\u001b[${height}A\r\u001b[J`);
    height = 0;
  };
  return {
    show(text) {
      if (now() - shownAt < INTERVAL_MS) return;
      shownAt = now();
      clear();
      const width = process.stderr.columns ?? 80;
      const lines = text
        .split('\n')
        .map((line) => (line.length >= width ? `${line.slice(0, width - 2)}…` : line));
      process.stderr.write(`${lines.join('\n')}\n`);
      height = lines.length;
    },
    clear,
  };
}
