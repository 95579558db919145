import type { Explanation } from '../../shared/pipelines/explain-prediction.ts';

/** The figure that importance is shown by when nobody names one, of those there are. */
export function defaultMetric(known: readonly string[]): string {
  return ['roc_auc', 'rmse'].find((key) => known.includes(key)) ?? known[0]!;
}

/** What the amounts of an explanation are, in words. */
export function scaleWords({ scale, calibrated }: Pick<Explanation, 'scale' | 'calibrated'>): string {
  const before = calibrated ? ', before calibration' : '';
  switch (scale) {
    case 'probability':
      return `probability${before}`;
    case 'log-odds':
      return `log-odds (0 = one to one)${before}`;
    case 'score':
      return `score of the class (softmax makes the probabilities)${before}`;
    case 'value':
      return 'the predicted value';
    case 'log':
      return 'logarithm of the predicted value';
  }
}
