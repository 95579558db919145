import { describe, expect, it } from 'vitest';
import { evaluateClassification } from '../../shared/evaluation/classification.ts';
import figures from '../references/evaluation.json';

const LABELS = ['a', 'b', 'c', 'd', 'e'];
/** What issue and docs promise against scikit-learn. */
const DIGITS = 9;

describe.each(figures.classification)('against scikit-learn: $name', (figure) => {
  const evaluation = evaluateClassification({
    labels: LABELS.slice(0, figure.nClasses),
    y: Float64Array.from(figure.y),
    probabilities: Float64Array.from(figure.probabilities),
    ...(figure.weights === null ? {} : { weights: Float64Array.from(figure.weights) }),
  });
  const binary = figure.nClasses === 2;

  it('accuracy and confusion', () => {
    expect(evaluation.accuracy).toBeCloseTo(figure.accuracy, DIGITS);
    expect(evaluation.confusion).toEqual(figure.confusion);
  });

  it('precision, recall and F1 per class, macro and weighted', () => {
    const read = (name: 'precision' | 'recall' | 'f1'): number[] =>
      evaluation.perClass.map((score) => score[name]);
    (['precision', 'recall', 'f1'] as const).forEach((name, i) => {
      read(name).forEach((value, k) => expect(value).toBeCloseTo(figure.perClass[i]![k]!, DIGITS));
      expect(evaluation.macro[name]).toBeCloseTo(figure.macro[i]!, DIGITS);
      expect(evaluation.weighted[name]).toBeCloseTo(figure.weighted[i]!, DIGITS);
      expect(evaluation[name]).toBeCloseTo(binary ? figure.perClass[i]![1]! : figure.weighted[i]!, DIGITS);
    });
    expect(evaluation.perClass.map((score) => score.support)).toEqual(figure.support);
  });

  it('ROC AUC and average precision', () => {
    evaluation.perClass.forEach((score, k) => {
      expect(score.rocAuc).toBeCloseTo(figure.classAuc[k]!, DIGITS);
      expect(score.prAuc).toBeCloseTo(figure.classAp[k]!, DIGITS);
    });
    expect(evaluation.rocAuc).toBeCloseTo(figure.rocAuc, DIGITS);
    if (binary) expect(evaluation.prAuc).toBeCloseTo(figure.classAp[1]!, DIGITS);
  });

  it('log loss and Brier score', () => {
    expect(evaluation.logLoss).toBeCloseTo(figure.logLoss, DIGITS);
    expect(evaluation.brier).toBeCloseTo(figure.brier, DIGITS);
  });

  it.runIf(binary)('the corners of the ROC curve', () => {
    const [fpr, tpr, thresholds] = figure.roc!;
    const [curve] = evaluation.roc;
    const distinct = corners(fpr!, tpr!);
    expect(curve!.x).toHaveLength(distinct.length);
    distinct.forEach((at, i) => {
      expect(curve!.x[i]).toBeCloseTo(fpr![at]!, DIGITS);
      expect(curve!.y[i]).toBeCloseTo(tpr![at]!, DIGITS);
      expect(curve!.thresholds[i]).toBeCloseTo(thresholds![at]!, DIGITS);
    });
  });

  it.runIf(binary && figure.weights === null)('calibration', () => {
    const [shares, means] = figure.calibration!;
    expect(evaluation.calibration).toHaveLength(shares!.length);
    evaluation.calibration.forEach((bin, i) => {
      expect(bin.fractionPositive).toBeCloseTo(shares![i]!, DIGITS);
      expect(bin.meanPredicted).toBeCloseTo(means![i]!, DIGITS);
    });
    expect(evaluation.calibration.reduce((sum, bin) => sum + bin.count, 0)).toBe(figure.y.length);
    const distances = evaluation.calibration.map(
      ({ count }, i) => (count / figure.y.length) * Math.abs(shares![i]! - means![i]!),
    );
    expect(evaluation.ece).toBeCloseTo(
      distances.reduce((sum, each) => sum + each, 0),
      DIGITS,
    );
  });

  it('no figure is NaN', () => {
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });
});

/** scikit-learn keeps some points on straight lines; ours are the ones where the curve turns. */
function corners(x: number[], y: number[]): number[] {
  return x
    .map((_, i) => i)
    .filter((i) => {
      if (i === 0 || i === x.length - 1) return true;
      const turn = (x[i]! - x[i - 1]!) * (y[i + 1]! - y[i]!) - (y[i]! - y[i - 1]!) * (x[i + 1]! - x[i]!);
      return Math.abs(turn) > 1e-12;
    });
}

describe('evaluateClassification', () => {
  const y = Float64Array.of(0, 1, 1);
  const probabilities = Float64Array.of(0.9, 0.1, 0.4, 0.6, 0.8, 0.2);

  it('takes the last label in code-point order as positive, whatever the order given', () => {
    expect(evaluateClassification({ labels: ['No', 'Yes'], y, probabilities }).positive).toBe('Yes');
    expect(evaluateClassification({ labels: ['b', 'B'], y, probabilities }).positive).toBe('b');
  });

  it('reports the chosen positive class', () => {
    const evaluation = evaluateClassification({ labels: ['No', 'Yes'], positive: 'No', y, probabilities });
    expect(evaluation).toMatchObject({ positive: 'No', precision: 0.5, recall: 1 });
    expect(evaluation.roc.map((curve) => curve.label)).toEqual(['No']);
  });

  it('refuses a positive class that does not exist', () => {
    const results = { labels: ['No', 'Yes'], positive: 'yes', y, probabilities };
    expect(() => evaluateClassification(results)).toThrow(/"yes" is none of the labels "No", "Yes"/);
  });

  it('areas of a class that does not occur are null, and the macro mean leaves them out', () => {
    const evaluation = evaluateClassification({
      labels: ['a', 'b', 'c'],
      y: Float64Array.of(0, 1, 1),
      probabilities: Float64Array.of(0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.5, 0.4, 0.1),
    });
    expect(evaluation.perClass[2]).toMatchObject({ rocAuc: null, prAuc: null, f1: 0, support: 0 });
    expect(evaluation.rocAuc).toBe(1);
    expect(evaluation.macro.recall).toBeCloseTo(0.75, 12);
  });

  it('one class alone has no ROC AUC', () => {
    const evaluation = evaluateClassification({
      labels: ['a', 'b'],
      y: Float64Array.of(0, 0, 0),
      probabilities,
    });
    expect(evaluation).toMatchObject({ rocAuc: null, prAuc: null, recall: 0 });
  });

  it('no rows, and a probability that is no number, are errors that say so', () => {
    const none = { labels: ['a', 'b'], y: new Float64Array(0), probabilities: new Float64Array(0) };
    expect(() => evaluateClassification(none)).toThrow(/no row/);
    const strange = Float64Array.of(0.5, 0.5, NaN, 0.5, 1, 0);
    expect(() => evaluateClassification({ labels: ['a', 'b'], y, probabilities: strange })).toThrow(
      /row 1.*NaN/,
    );
  });
});
