import type { ExplainedOutput, Explanation } from '../../shared/pipelines/explain-prediction.ts';

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

/**
 * What calibration makes of an explained score; null where nothing is calibrated. The amounts add up to what
 * the estimator said: calibration moves the probabilities of all classes at once, and has no parts by column.
 */
export function calibrationWords(
  { calibrated, answer }: Pick<Explanation, 'calibrated' | 'answer'>,
  { label }: Pick<ExplainedOutput, 'label'>,
): string | null {
  if (!calibrated) return null;
  const p = answer.probabilities.find((each) => each.label === label)?.p;
  const outcome = p === undefined ? '' : ` Calibration then makes it ${(100 * p).toFixed(1)} %.`;
  return `The amounts explain what the model says before its probabilities are calibrated.${outcome}`;
}
