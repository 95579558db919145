/**
 * The seeded generator handed to everything that draws. The same seed gives the same stream on every
 * host; nothing in `shared/` reaches for `Math.random`.
 */
export interface Rng {
  /** A double in [0, 1) with 53 random bits. */
  uniform(): number;
  /** An integer in [0, bound), without modulo bias. */
  integer(bound: number): number;
  /** A standard normal deviate (own deterministic exp/log, same bytes on every engine). */
  normal(): number;
  /** An independent stream for a part of the work, e.g. one per tree; does not advance this one. */
  fork(index: number): Rng;
  /** The whole state, for checkpoints. */
  state(): readonly number[];
}
