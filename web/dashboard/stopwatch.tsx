import { useEffect, useState } from 'react';
import { formatStopwatch } from '../shell/format.ts';
import classes from './lifecycle.module.css';

const TICK_MS = 100;

/** Time since `startedAt` (performance.now), until `endedAt`. */
export function Stopwatch({ startedAt, endedAt }: { startedAt: number; endedAt: number | null }) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (endedAt !== null) return;
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [endedAt]);
  const ms = Math.max(0, (endedAt ?? now) - startedAt);
  return (
    <div className={classes['stopwatch']} role="timer" aria-label="Stopwatch">
      {formatStopwatch(ms)}
    </div>
  );
}
