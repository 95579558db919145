/** Equal bins over [0, 1] that profiles and windows count the confidence of the predicted label in. */
export const CONFIDENCE_BINS = 20;

/** The bin of a probability; 1 falls into the last. */
export function confidenceBin(p: number): number {
  return Math.min(CONFIDENCE_BINS - 1, Math.max(0, Math.floor(p * CONFIDENCE_BINS)));
}
