const MOST_POINTS = 512;
/** A point this near to the line between its neighbours draws nothing. */
const FLAT = 1e-12;

interface Stretch {
  readonly start: number;
  readonly end: number;
  /** The point of the stretch farthest from its chord, and how far. */
  readonly farthest: number;
  readonly distance: number;
}

/**
 * Indices, ascending, of at most `most` points that keep a curve's shape: both ends, then always the
 * point farthest from what is drawn so far, so that corners go first and straight runs last.
 * Source: Douglas and Peucker, Cartographica 10 (1973), best first.
 * Cost: about n · log(most); n · most where corners sit at one end.
 */
export function thinCurve(x: Float64Array, y: Float64Array, most = MOST_POINTS): Uint32Array {
  const last = x.length - 1;
  const kept = new Set([0, last]);
  const open = [stretchOf(x, y, 0, last)];
  while (kept.size < most) {
    const next = takeFarthest(open);
    if (next === undefined || next.distance <= FLAT) break;
    kept.add(next.farthest);
    open.push(stretchOf(x, y, next.start, next.farthest), stretchOf(x, y, next.farthest, next.end));
  }
  return Uint32Array.from(kept).toSorted();
}

function takeFarthest(open: Stretch[]): Stretch | undefined {
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i]!.distance > open[best]!.distance) best = i;
  return open.splice(best, 1)[0];
}

function stretchOf(x: Float64Array, y: Float64Array, start: number, end: number): Stretch {
  const dx = x[end]! - x[start]!;
  const dy = y[end]! - y[start]!;
  const length = Math.sqrt(dx * dx + dy * dy);
  let farthest = start;
  let distance = 0;
  for (let i = start + 1; i < end; i++) {
    const toX = x[i]! - x[start]!;
    const toY = y[i]! - y[start]!;
    const away = length === 0 ? Math.sqrt(toX * toX + toY * toY) : Math.abs(dx * toY - dy * toX) / length;
    if (away <= distance) continue;
    distance = away;
    farthest = i;
  }
  return { start, end, farthest, distance };
}
