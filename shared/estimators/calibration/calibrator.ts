import type { Tensor } from '../../numeric/tensor.ts';
import { sigmoid } from '../../numeric/softmax.ts';
import { fitIsotonic, heightAt, type Rising } from './isotonic.ts';
import { scoresOf, type ScoreScale } from './scores.ts';
import { fitSigmoid, type Logistic } from './sigmoid.ts';

export type CalibrationMethod = 'isotonic' | 'sigmoid';

/** One curve a class, or with two classes one, of the second. */
export type Curves =
  | { readonly method: 'isotonic'; readonly curves: readonly Rising[] }
  | { readonly method: 'sigmoid'; readonly curves: readonly Logistic[] };

/** Turns probabilities into frequencies; a value that travels with the model. */
export interface Calibrator {
  readonly method: CalibrationMethod;
  readonly scale: ScoreScale;
  /** nRows × nClasses, as the model gives them, to the same; every row sums to 1. */
  apply(outputs: Float64Array): Float64Array;
  tensors(): Tensor[];
}

export interface CalibrationData {
  readonly method: CalibrationMethod;
  readonly scale: ScoreScale;
  /** nRows × nClasses probabilities for rows that their model had not seen. */
  readonly outputs: Float64Array;
  /** nRows class indices. */
  readonly y: Float64Array;
  readonly nClasses: number;
}

/**
 * Fits a curve for each class against the rest, made to sum to 1 together; with two classes one curve for the
 * second. As scikit-learn's CalibratedClassifierCV(ensemble=False). Source: Zadrozny and Elkan, Transforming Classifier Scores into
 * Accurate Multiclass Probability Estimates, KDD 2002. Cost: nClasses sorts of the rows.
 */
export function fitCalibrator({ method, scale, outputs, y, nClasses }: CalibrationData): Calibrator {
  const judged = curveClasses(nClasses).map((k) => ({
    scores: scoresOf(outputs, nClasses, k, scale),
    hits: y.map((label) => +(label === k)),
  }));
  return calibrator(
    method === 'isotonic'
      ? { method, curves: judged.map(({ scores, hits }) => fitIsotonic(scores, hits)) }
      : { method, curves: judged.map(({ scores, hits }) => fitSigmoid(scores, hits)) },
    scale,
    nClasses,
  );
}

/** The classes that have a curve. */
export const curveClasses = (nClasses: number): number[] =>
  nClasses === 2 ? [1] : Array.from({ length: nClasses }, (_, k) => k);

export function calibrator(fitted: Curves, scale: ScoreScale, nClasses: number): Calibrator {
  return {
    method: fitted.method,
    scale,
    apply: (outputs) => {
      const curves = curveClasses(nClasses).map((k, at) =>
        heights(fitted, at, scoresOf(outputs, nClasses, k, scale)),
      );
      return nClasses === 2 ? bothClasses(curves[0]!) : normalized(curves, outputs.length / nClasses);
    },
    tensors: () =>
      fitted.method === 'isotonic' ? risingTensors(fitted.curves) : logisticTensors(fitted.curves),
  };
}

function heights(fitted: Curves, at: number, scores: Float64Array): Float64Array {
  if (fitted.method === 'isotonic') {
    const curve = fitted.curves[at]!;
    return scores.map((score) => heightAt(curve, score));
  }
  const { slope, offset } = fitted.curves[at]!;
  return scores.map((score) => sigmoid(-(slope * score + offset)));
}

function bothClasses(second: Float64Array): Float64Array {
  const outputs = new Float64Array(2 * second.length);
  second.forEach((p, row) => {
    outputs[2 * row] = 1 - p;
    outputs[2 * row + 1] = p;
  });
  return outputs;
}

/** Rows that no class claims are given to all alike. */
function normalized(curves: readonly Float64Array[], nRows: number): Float64Array {
  const nClasses = curves.length;
  const outputs = new Float64Array(nRows * nClasses);
  for (let row = 0; row < nRows; row += 1) {
    let sum = 0;
    for (const curve of curves) sum += curve[row]!;
    for (let k = 0; k < nClasses; k += 1)
      outputs[row * nClasses + k] = sum > 0 ? curves[k]![row]! / sum : 1 / nClasses;
  }
  return outputs;
}

/** Names of tensors start so; no estimator's do. */
export const CALIBRATION = 'calibration.';

function risingTensors(curves: readonly Rising[]): Tensor[] {
  const starts = new Uint32Array(curves.length + 1);
  curves.forEach(({ x }, at) => {
    starts[at + 1] = starts[at]! + x.length;
  });
  const length = starts.at(-1)!;
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  curves.forEach((curve, at) => {
    x.set(curve.x, starts[at]);
    y.set(curve.y, starts[at]);
  });
  return [
    { name: `${CALIBRATION}starts`, shape: [starts.length], data: starts },
    { name: `${CALIBRATION}x`, shape: [length], data: x },
    { name: `${CALIBRATION}y`, shape: [length], data: y },
  ];
}

function logisticTensors(curves: readonly Logistic[]): Tensor[] {
  const data = Float64Array.from(curves.flatMap(({ slope, offset }) => [slope, offset]));
  return [{ name: `${CALIBRATION}coefficients`, shape: [curves.length, 2], data }];
}
