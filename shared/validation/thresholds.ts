/** From where on validation speaks up; every figure can be given anew. */
export interface Thresholds {
  /** Share of missing cells in a column that makes a warning, and an error. */
  readonly missingWarning: number;
  readonly missingError: number;
  /** How outliers are told: by quartiles, or by standard deviations from the mean. */
  readonly outlierMethod: 'iqr' | 'zscore';
  /** Interquartile ranges beyond the quartiles. */
  readonly iqrFactor: number;
  /** Standard deviations; also used by `iqr` where both quartiles are one value. */
  readonly zScore: number;
  /** A smallest class below this part of an equal share is a warning: 0.2 is 10 % of two classes. */
  readonly balance: number;
  /** Distinct values per present one from which a column looks like an identifier. */
  readonly identifierShare: number;
  /** Area under the ROC curve of one numeric column alone. */
  readonly leakAuc: number;
  /** Cramér's V of one column alone, corrected for its number of levels. */
  readonly leakCramersV: number;
  /** Rank correlation of one numeric column with a numeric target. */
  readonly leakCorrelation: number;
  /** Levels above which a category is hard to encode. */
  readonly cardinality: number;
}

export const defaultThresholds: Thresholds = {
  missingWarning: 0.05,
  missingError: 0.5,
  outlierMethod: 'iqr',
  iqrFactor: 3,
  zScore: 4,
  balance: 0.2,
  identifierShare: 0.95,
  leakAuc: 0.98,
  leakCramersV: 0.95,
  leakCorrelation: 0.995,
  cardinality: 50,
};

/** Fewer rows than this are too few to suspect an identifier or a leak. */
export const FEWEST_ROWS_TO_SUSPECT = 20;

/** Numbers with at most this many distinct values are codes or classes, not quantities. */
export const MOST_CODES = 10;
