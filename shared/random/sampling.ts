import type { Rng } from './generator.ts';

interface Sequence<T> {
  readonly length: number;
  [index: number]: T;
}

/** Shuffles in place (Fisher–Yates), in n − 1 draws, and returns what it was given. */
export function shuffle<S extends Sequence<unknown>>(items: S, rng: Rng): S {
  for (let last = items.length - 1; last > 0; last--) {
    const other = rng.integer(last + 1);
    const kept = items[last];
    items[last] = items[other];
    items[other] = kept;
  }
  return items;
}

/** The numbers 0 … n−1 in random order. */
export function permutation(n: number, rng: Rng): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return shuffle(order, rng);
}

/** `count` draws from 0 … n−1 with replacement, in the order drawn. */
export function sampleWithReplacement(n: number, count: number, rng: Rng): Int32Array {
  const draws = new Int32Array(count);
  for (let i = 0; i < count; i++) draws[i] = rng.integer(n);
  return draws;
}

/** `count` distinct numbers of 0 … n−1 in random order, in `count` draws. */
export function sampleWithoutReplacement(n: number, count: number, rng: Rng): Int32Array {
  const pool = new Int32Array(n);
  for (let i = 0; i < n; i++) pool[i] = i;
  for (let i = 0; i < count; i++) {
    const other = i + rng.integer(n - i);
    const kept = pool[i]!;
    pool[i] = pool[other]!;
    pool[other] = kept;
  }
  return pool.slice(0, count);
}
