import type { TrainingData } from '../../shared/estimators/estimator.ts';

/** The data of test/references/trees.py, to the bit: additions and multiplications alone. */

export type Target = 'binary' | 'three' | 'number';

const N_FEATURES = 8;

export interface Part {
  readonly train: TrainingData;
  readonly test: TrainingData;
}

export function makeParts(target: Target, seed: number, nTrain = 2000, nTest = 3000): Part {
  const draw = uniforms(seed);
  return { train: makeRows(target, draw, nTrain), test: makeRows(target, draw, nTest) };
}

function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function makeRows(target: Target, draw: () => number, nRows: number): TrainingData {
  const values = new Float64Array(nRows * N_FEATURES);
  const y = new Float64Array(nRows);
  for (let row = 0; row < nRows; row++) {
    const x = values.subarray(row * N_FEATURES, (row + 1) * N_FEATURES);
    for (let j = 0; j < N_FEATURES; j++) x[j] = draw();
    x[2] = Math.floor(x[2]! * 4);
    x[3] = x[3]! > 0.7 ? 1 : 0;
    let noise = -6;
    for (let k = 0; k < 12; k++) noise += draw();
    const signal = 3 * x[0]! - 2 * x[1]! + 0.5 * x[2] + 4 * x[0]! * x[3] - 3 * x[4]! * x[5]!;
    y[row] = targetOf(target, signal + 0.8 * noise);
  }
  return {
    X: { nRows, nColumns: N_FEATURES, values },
    y,
    weights: null,
    nClasses: { binary: 2, three: 3, number: 0 }[target],
    featureNames: Array.from({ length: N_FEATURES }, (_, j) => `x${j}`),
  };
}

function targetOf(target: Target, value: number): number {
  if (target === 'number') return value;
  return target === 'binary' ? +(value > 1.5) : +(value > 0.8) + +(value > 2.2);
}
