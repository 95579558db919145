/** What evaluation returns and a run stores as `evaluation.json`: plain JSON, no rows of the data. */

export interface ClassScores {
  precision: number;
  recall: number;
  f1: number;
}

/** A curve down-sampled to at most 512 points that keep its shape; the areas come from the full curve. */
export interface Curve {
  label: string;
  x: number[];
  y: number[];
  thresholds: number[];
}

export interface ClassificationEvaluation {
  task: 'classification';
  labels: string[];
  /** The positive class when binary, else null. */
  positive: string | null;
  nRows: number;
  accuracy: number;
  /** Of the positive class when binary, support-weighted otherwise. */
  precision: number;
  recall: number;
  f1: number;
  macro: ClassScores;
  weighted: ClassScores;
  /** One against the rest; an area is null where a class, or its opposite, does not occur. */
  perClass: (ClassScores & {
    label: string;
    support: number;
    rocAuc: number | null;
    prAuc: number | null;
  })[];
  /** Binary: of the positive class; multiclass: one-vs-rest, macro over the classes that have one. */
  rocAuc: number | null;
  /** Average precision, Σ (Rₙ − Rₙ₋₁)·Pₙ, without interpolation. */
  prAuc: number | null;
  logLoss: number;
  /** Binary: mean (p − y)² of the positive class, 0 … 1; multiclass: Brier's sum over the classes, 0 … 2. */
  brier: number;
  /** confusion[actual][predicted], counts. */
  confusion: number[][];
  /** Binary: one curve, of the positive class; multiclass: one a class. x = FPR, y = TPR. */
  roc: Curve[];
  /** x = recall, y = precision. */
  pr: Curve[];
  /** Ten bins of the predicted probability of the positive (or predicted) class; empty ones are left out. */
  calibration: { meanPredicted: number; fractionPositive: number; count: number }[];
  /** Expected calibration error: the mean distance of the bins from the diagonal, by rows; not in old reports. */
  ece?: number;
  /** What it was before calibration, where the recipe has one. */
  uncalibrated?: Pick<ClassificationEvaluation, 'calibration' | 'brier' | 'logLoss' | 'ece'>;
}

export interface RegressionEvaluation {
  task: 'regression';
  nRows: number;
  rmse: number;
  mae: number;
  r2: number;
  /** Histogram of residuals (actual − predicted): edges has one more entry than counts. */
  residuals: { edges: number[]; counts: number[] };
}

export type Evaluation = ClassificationEvaluation | RegressionEvaluation;
