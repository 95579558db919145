/** What one prediction answers, in the page, on the command line and over HTTP (PRED). */
export interface PredictionAnswer {
  /** The label, or the number for regression. */
  prediction: string | number;
  /** Probability of the predicted label; null for regression. */
  confidence: number | null;
  /** Highest first, at most `topK`; empty for regression. */
  probabilities: { label: string; p: number }[];
  warnings: { pointer: string; code: string; detail: string }[];
}
