import type { Progress, Team } from '../estimator.ts';
import type { Loss } from './loss.ts';
import { ownShare, type SharedArrays } from './team-work.ts';

/** Rows that are summed one after another; the sums of such runs again, so that the team does not matter. */
const RUN_ROWS = 4096;

/** Rows between two yields: some 10 ms. */
const ROWS_PER_STEP = 32_768;
/** Rows that tell the training loss well enough for a curve. */
const CURVE_ROWS = 65_536;

/**
 * The weighted mean loss of the rows whose `held` is `wanted`, for all peers at once: of all that are held
 * out, of some 65,536 of the others.
 */
export type MeanLoss = (wanted: 0 | 1, tick: Progress) => Generator<Progress, number, void>;

export function createMeanLoss(
  loss: Loss,
  scores: Float64Array,
  weights: Float64Array | null,
  held: Uint8Array | null,
  team: Team,
  arrays: SharedArrays,
): MeanLoss {
  const nRows = scores.length / loss.nScores;
  const nRuns = Math.ceil(nRows / RUN_ROWS);
  const sums = arrays.f64(2 * nRuns);
  const { from, to } = ownShare(team, nRuns);
  return function* (wanted, tick) {
    const every = wanted === 1 ? 1 : Math.max(1, Math.floor(nRows / CURVE_ROWS));
    let seen = 0;
    for (let run = from; run < to; run++) {
      if (seen >= ROWS_PER_STEP) {
        yield tick;
        seen = 0;
      }
      let [sum, total] = [0, 0];
      sums[2 * run] = 0;
      sums[2 * run + 1] = 0;
      if (run % every !== 0) continue;
      const end = Math.min(nRows, (run + 1) * RUN_ROWS);
      for (let row = run * RUN_ROWS; row < end; row++) {
        if (held !== null && held[row] !== wanted) continue;
        const weight = weights === null ? 1 : weights[row]!;
        sum += weight * loss.rowLoss(scores, row);
        total += weight;
        seen++;
      }
      sums[2 * run] = sum;
      sums[2 * run + 1] = total;
    }
    team.barrier();
    let [sum, total] = [0, 0];
    for (let run = 0; run < nRuns; run++) {
      sum += sums[2 * run]!;
      total += sums[2 * run + 1]!;
    }
    // Nobody writes the next sums before all have read these.
    team.barrier();
    return sum / total;
  };
}
