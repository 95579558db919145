import type { SuiteThresholds } from '../records/suite.ts';

/** A threshold as a form shows it; `share` is 0 … 1, shown in percent. Limits are those of the record. */
export interface ThresholdField {
  readonly name: Exclude<keyof SuiteThresholds, 'outlierMethod'>;
  readonly label: string;
  readonly help: string;
  readonly kind: 'share' | 'number' | 'count';
}

export const thresholdFields: readonly ThresholdField[] = [
  { name: 'missingWarning', label: 'Missing: warning', help: 'of a column', kind: 'share' },
  { name: 'missingError', label: 'Missing: problem', help: 'of a column', kind: 'share' },
  { name: 'iqrFactor', label: 'Outliers: quartile ranges', help: 'beyond the quartiles', kind: 'number' },
  {
    name: 'zScore',
    label: 'Outliers: deviations',
    help: 'standard deviations from the mean',
    kind: 'number',
  },
  { name: 'balance', label: 'Class balance', help: 'least part of an equal share', kind: 'share' },
  { name: 'identifierShare', label: 'Identifier', help: 'distinct values a row', kind: 'share' },
  { name: 'leakAuc', label: 'Leak: ROC AUC', help: 'of one number alone', kind: 'number' },
  { name: 'leakCramersV', label: "Leak: Cramér's V", help: 'of one category alone', kind: 'number' },
  {
    name: 'leakCorrelation',
    label: 'Leak: rank correlation',
    help: 'with a number as target',
    kind: 'number',
  },
  { name: 'cardinality', label: 'Many categories', help: 'levels of a column', kind: 'count' },
];
