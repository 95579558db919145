import type { Tensor } from '../../numeric/tensor.ts';
import type { ModelState } from '../estimator.ts';
import { finiteTensor, invalidModel, onlyTensors } from '../model-state.ts';
import {
  CALIBRATION,
  calibrator,
  curveClasses,
  type CalibrationMethod,
  type Calibrator,
} from './calibrator.ts';
import type { Rising } from './isotonic.ts';
import type { ScoreScale } from './scores.ts';

export interface StoredCalibration {
  readonly method: CalibrationMethod;
  readonly scale: ScoreScale;
  readonly tensors: readonly Tensor[];
  readonly nClasses: number;
}

/**
 * Rebuilds a calibrator from untrusted tensors.
 * @throws AppError `model-invalid` for a wrong shape, a value that is not finite, a curve that falls or leaves [0, 1].
 * Cost: linear in the tensors.
 */
export function restoreCalibrator({ method, scale, tensors, nClasses }: StoredCalibration): Calibrator {
  if (nClasses < 2) throw invalidModel('/calibration', 'only probabilities of classes can be calibrated.');
  const state: ModelState = { config: {}, tensors };
  const nCurves = curveClasses(nClasses).length;
  return method === 'isotonic'
    ? calibrator({ method, curves: risingCurves(state, nCurves) }, scale, nClasses)
    : calibrator({ method, curves: logisticCurves(state, nCurves) }, scale, nClasses);
}

function logisticCurves(state: ModelState, nCurves: number): { slope: number; offset: number }[] {
  const name = `${CALIBRATION}coefficients`;
  onlyTensors(state, [name]);
  const data = finiteTensor(state, name, Float64Array, [nCurves, 2]);
  return Array.from({ length: nCurves }, (_, at) => ({ slope: data[2 * at]!, offset: data[2 * at + 1]! }));
}

function risingCurves(state: ModelState, nCurves: number): Rising[] {
  const [startsName, xName, yName] = ['starts', 'x', 'y'].map((part) => CALIBRATION + part) as [
    string,
    string,
    string,
  ];
  onlyTensors(state, [startsName, xName, yName]);
  const starts = finiteTensor(state, startsName, Uint32Array, [nCurves + 1]);
  const length = state.tensors.find(({ name }) => name === xName)?.data.length ?? 0;
  const x = finiteTensor(state, xName, Float64Array, [length]);
  const y = finiteTensor(state, yName, Float64Array, [length]);
  if (starts[0] !== 0 || starts[nCurves] !== length)
    throw invalidModel(`/tensors/${startsName}`, 'the curves do not cover their points.');
  return Array.from({ length: nCurves }, (_, at) => {
    const [from, to] = [starts[at]!, starts[at + 1]!];
    if (to <= from || to > length) throw invalidModel(`/tensors/${startsName}`, `curve ${at} has no points.`);
    const curve = { x: x.subarray(from, to), y: y.subarray(from, to) };
    checkRising(curve, xName, yName);
    return curve;
  });
}

function checkRising({ x, y }: Rising, xName: string, yName: string): void {
  if (y[0]! < 0 || y.at(-1)! > 1) throw invalidModel(`/tensors/${yName}`, 'a curve leaves 0 to 1.');
  for (let at = 1; at < x.length; at += 1) {
    if (x[at]! <= x[at - 1]!) throw invalidModel(`/tensors/${xName}`, 'the points of a curve do not ascend.');
    if (y[at]! < y[at - 1]!) throw invalidModel(`/tensors/${yName}`, 'a curve falls.');
  }
}
