import type { TrainingData } from '../../shared/estimators/estimator.ts';

/** The data of test/references/boosting.py, to the bit: additions and multiplications alone. */

export type ReferenceTask = 'binary' | 'number' | 'gaps';

const N_FEATURES = 8;
const N_LEVELS = 24;
const N_TRAIN = 1500;
const N_TEST = 2500;

export function referenceParts(
  task: ReferenceTask,
  seed: number,
): { train: TrainingData; test: TrainingData } {
  const draw = uniforms(seed);
  return { train: makeRows(task, draw, N_TRAIN), test: makeRows(task, draw, N_TEST) };
}

function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function makeRows(task: ReferenceTask, draw: () => number, nRows: number): TrainingData {
  const values = new Float64Array(nRows * N_FEATURES);
  const y = new Float64Array(nRows);
  for (let row = 0; row < nRows; row++) {
    const x = values.subarray(row * N_FEATURES, (row + 1) * N_FEATURES);
    for (let j = 0; j < N_FEATURES; j++) x[j] = draw();
    const level = Math.floor(x[6]! * x[6]! * N_LEVELS);
    let noise = -6;
    for (let k = 0; k < 12; k++) noise += draw();
    const hide = [draw(), draw()];
    const effect = (((level * 7) % N_LEVELS) / N_LEVELS) * 3;
    let signal = 3 * x[0]! - 2 * x[1]! + 4 * x[2]! * x[3]! - 3 * x[4]! * x[5]!;
    if (task === 'gaps') signal += effect;
    y[row] = targetOf(task, signal + 0.8 * noise);
    x[6] = level;
    if (task !== 'gaps') continue;
    if (x[0]! > 0.6 && hide[0]! < 0.7) x[0] = NaN;
    if (hide[1]! < 0.15) x[2] = NaN;
  }
  return {
    X: { nRows, nColumns: N_FEATURES, values },
    y,
    weights: null,
    nClasses: task === 'number' ? 0 : 2,
    featureNames: Array.from({ length: N_FEATURES }, (_, j) => `x${j}`),
    ...(task === 'gaps' ? { levels: Int32Array.of(0, 0, 0, 0, 0, 0, N_LEVELS, 0) } : {}),
  };
}

function targetOf(task: ReferenceTask, value: number): number {
  if (task === 'number') return value;
  return +(value > (task === 'binary' ? 0.7 : 2.3));
}
