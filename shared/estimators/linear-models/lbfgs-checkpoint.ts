import type { LbfgsState } from '../../numeric/lbfgs.ts';
import type { ModelState } from '../estimator.ts';
import { configInteger, finiteTensor } from '../model-state.ts';

export function lbfgsCheckpoint({ iteration, x, pairs }: LbfgsState): ModelState {
  const [s, y] = [new Float64Array(pairs.length * x.length), new Float64Array(pairs.length * x.length)];
  pairs.forEach((pair, at) => {
    s.set(pair.s, at * x.length);
    y.set(pair.y, at * x.length);
  });
  return {
    config: { iteration, pairs: pairs.length },
    tensors: [
      { name: 'x', shape: [x.length], data: x },
      { name: 's', shape: [pairs.length, x.length], data: s },
      { name: 'y', shape: [pairs.length, x.length], data: y },
    ],
  };
}

/** @throws AppError `model-invalid` when it is none of a problem with `size` variables. */
export function lbfgsFrom(state: ModelState, size: number): LbfgsState {
  const nPairs = configInteger(state, 'pairs', 0, 100);
  const [s, y] = ['s', 'y'].map((name) => finiteTensor(state, name, Float64Array, [nPairs, size])) as [
    Float64Array,
    Float64Array,
  ];
  const at = (all: Float64Array, k: number): Float64Array => all.slice(k * size, (k + 1) * size);
  return {
    iteration: configInteger(state, 'iteration', 0, Number.MAX_SAFE_INTEGER),
    x: finiteTensor(state, 'x', Float64Array, [size]),
    pairs: Array.from({ length: nPairs }, (_, k) => ({ s: at(s, k), y: at(y, k) })),
  };
}
