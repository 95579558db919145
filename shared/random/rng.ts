import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { log } from '../numeric/exp-log.ts';
import type { Rng } from './generator.ts';

/**
 * A generator seeded by any finite number: same seed, same stream on every engine.
 *
 * xoroshiro128+ (Blackman and Vigna) of pure-rand; the 128-bit key is a hash of the seed, so that
 * neighbouring seeds give unrelated streams.
 * @throws RangeError for a seed that is not finite.
 */
export function createRng(seed: number): Rng {
  if (!Number.isFinite(seed)) throw new RangeError(`A seed must be a finite number, not ${seed}.`);
  return startAt(keyOf(wordsOf(seed)));
}

/** Continues where `state()` was taken. */
export function rngFromState(state: readonly number[]): Rng {
  if (state.length !== 8) throw new RangeError(`A generator state has 8 words, not ${state.length}.`);
  return generator(state.slice(0, 4), state.slice(4));
}

/**
 * The stream's key stands beside the moving state: `fork` derives from the key alone, so part 7 of the
 * work gets the same stream whoever asks for it, and whenever.
 */
function generator(key: readonly number[], words: readonly number[]): Rng {
  const source = xoroshiro128plusFromState(words);
  const uniform = (): number => uniformFloat64(source);
  return {
    uniform,
    integer: (bound) => uniformInteger(source, bound),
    normal: () => polarNormal(uniform),
    fork: (index) => startAt(keyOf([...key, ...wordsOf(index)])),
    state: () => [...key, ...source.getState()],
  };
}

const startAt = (key: readonly number[]): Rng => generator(key, key);

/** Takes the high bits (the low ones of xoroshiro128+ are weaker) and draws again beyond the bound. */
function uniformInteger(source: { next(): number }, bound: number): number {
  if (!(Number.isInteger(bound) && bound >= 1 && bound <= 0x80000000))
    throw new RangeError(`A bound must be an integer from 1 to 2^31, not ${bound}.`);
  if (bound === 1) return 0;
  const shift = Math.clz32(bound - 1);
  let value = source.next() >>> shift;
  while (value >= bound) value = source.next() >>> shift;
  return value;
}

/** Marsaglia's polar method; the second deviate is dropped so that the state stays the words alone. */
function polarNormal(uniform: () => number): number {
  for (;;) {
    const u = 2 * uniform() - 1;
    const v = 2 * uniform() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s);
  }
}

/** The 64 bits of a double, as two words; 0 and −0 are the same seed. */
function wordsOf(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value + 0);
  return [view.getInt32(0), view.getInt32(4)];
}

/** Four lanes of MurmurHash3 (x86, 32 bit), each with its own start. */
function keyOf(words: readonly number[]): number[] {
  return [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344].map((start) => murmur3(words, start));
}

function murmur3(words: readonly number[], start: number): number {
  let h = start | 0;
  for (const word of words) {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= words.length * 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
