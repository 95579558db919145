import type { JsonObject } from '../../records/json.ts';

/** Which round was best so far, by the loss on held-out rows. */
export interface Stopping {
  /** Takes the loss after a round in. */
  see(round: number, loss: number): void;
  /** Whether so many rounds brought nothing better for long enough. */
  isEnough(rounds: number): boolean;
  /** Rounds of the best model. */
  readonly bestRounds: number;
  state(): JsonObject;
}

export function createStopping(patience: number, tol: number, resumed: JsonObject | null = null): Stopping {
  let bestLoss = resumed === null ? Infinity : Number(resumed['bestLoss'] ?? Infinity);
  let bestRounds = resumed === null ? 0 : Number(resumed['bestRounds']);
  return {
    see(round, loss) {
      if (loss < bestLoss - tol) {
        bestLoss = loss;
        bestRounds = round + 1;
      }
    },
    isEnough: (rounds) => rounds - bestRounds >= patience,
    get bestRounds() {
      return Math.max(1, bestRounds);
    },
    state: () => ({ bestLoss: Number.isFinite(bestLoss) ? bestLoss : null, bestRounds }),
  };
}
