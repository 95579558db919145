import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';

const bytesPerId = 16;
const idsPerFill = 256;

/**
 * UUIDv7s of one server. Random bytes are drawn for many at once: one draw costs about as much as a
 * whole prediction.
 */
export function createIds(clock: Clock): () => string {
  const pool = new Uint8Array(bytesPerId * idsPerFill);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    return v7({ msecs: clock.nowMs(), random: pool.subarray(used, (used += bytesPerId)) });
  };
}
