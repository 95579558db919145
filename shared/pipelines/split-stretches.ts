import { stratifiedSplit, type Split } from '../preparation/split.ts';
import type { Rng } from '../random/generator.ts';

export interface StretchesWish {
  /** Rows of the table, ascending. */
  readonly rows: Int32Array;
  /** Class index of each of them; null splits at random. */
  readonly classes: Float64Array | null;
  readonly labels: readonly string[];
  readonly test: number;
  /** Row numbers of the table at which a new stretch begins. */
  readonly ends: readonly number[];
  readonly rng: Rng;
}

/**
 * Splits every stretch of rows by itself: the first as if it were all there is, so that rows that come
 * behind it change nothing about it. Returns rows of the table.
 */
export function splitStretches({ rows, classes, labels, test, ends, rng }: StretchesWish): Split {
  const bounds = [0, ...ends.map((end) => firstFrom(rows, end)), rows.length];
  const parts = bounds.slice(0, -1).map((from, at) => {
    const own = rows.subarray(from, bounds[at + 1]);
    const ownClasses = classes?.subarray(from, bounds[at + 1]) ?? null;
    const split = stratifiedSplit({
      nRows: own.length,
      // A class may begin with a single row later on; the first stretch is as strict as ever.
      classes: at > 0 && ownClasses !== null && hasSingles(ownClasses, labels.length) ? null : ownClasses,
      labels,
      test,
      rng: at === 0 ? rng : rng.fork(at),
    });
    return { train: split.train.map((row) => own[row]!), test: split.test.map((row) => own[row]!) };
  });
  return { train: joined(parts.map(({ train }) => train)), test: joined(parts.map((part) => part.test)) };
}

function firstFrom(rows: Int32Array, end: number): number {
  const at = rows.findIndex((row) => row >= end);
  return at < 0 ? rows.length : at;
}

function hasSingles(classes: Float64Array, nClasses: number): boolean {
  const counts = new Int32Array(nClasses);
  for (const own of classes) counts[own]! += 1;
  return counts.includes(1);
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
