import type { Progress, Team } from '../estimator.ts';

/** Typed arrays over the team's memory: the same for every peer that asks in the same order. */
export interface SharedArrays {
  f64(length: number): Float64Array;
  f32(length: number): Float32Array;
  i32(length: number): Int32Array;
  u8(length: number): Uint8Array;
}

export function sharedArrays(team: Team): SharedArrays {
  const at = (byteLength: number) => team.shared(byteLength);
  return {
    f64: (length) => {
      const { buffer, byteOffset } = at(8 * length);
      return new Float64Array(buffer, byteOffset, length);
    },
    f32: (length) => {
      const { buffer, byteOffset } = at(4 * length);
      return new Float32Array(buffer, byteOffset, length);
    },
    i32: (length) => {
      const { buffer, byteOffset } = at(4 * length);
      return new Int32Array(buffer, byteOffset, length);
    },
    u8: (length) => {
      const { buffer, byteOffset } = at(length);
      return new Uint8Array(buffer, byteOffset, length);
    },
  };
}

/** A run of numbers, `from` ≤ i < `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is this peer's of n things, in runs whose borders are multiples of `grain`. */
export function ownShare({ index, size }: Pick<Team, 'index' | 'size'>, n: number, grain = 1): Range {
  const border = (k: number): number => Math.min(n, Math.floor(((n / grain) * k) / size) * grain);
  return { from: border(index), to: index === size - 1 ? n : border(index + 1) };
}

/** Does `work` piece by piece, with a yield between two pieces: nobody waits long for an abort. */
export function* inPieces(
  { from, to }: Range,
  length: number,
  tick: Progress,
  work: (from: number, to: number) => void,
): Generator<Progress, void, void> {
  for (let at = from; at < to; at += length) {
    work(at, Math.min(to, at + length));
    if (at + length < to) yield tick;
  }
}
