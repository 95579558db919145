import { isCsr } from '../../numeric/csr.ts';
import { dotRow } from '../../numeric/sparse-rows.ts';
import type { FittedModel, ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, MAX_DIMENSION, onlyTensors } from '../model-state.ts';

/** `coefficients` and `importance`: nFeatures; `intercept`: 1. */
export function linearModel(
  coefficients: Float64Array,
  intercept: Float64Array,
  importance: Float64Array,
): FittedModel {
  const nFeatures = coefficients.length;
  return {
    nFeatures,
    nOutputs: 1,
    predict(X) {
      const output = new Float64Array(X.nRows).fill(intercept[0]!);
      for (let row = 0; row < X.nRows; row += 1) {
        // Zeros add nothing to a sum, so both layouts give the same bits.
        if (isCsr(X)) output[row] = dotRow(X, row, coefficients, 0, output[row]!);
        else
          for (let j = 0; j < nFeatures; j += 1)
            output[row]! += coefficients[j]! * X.values[row * nFeatures + j]!;
      }
      return output;
    },
    importance: () => importance.slice(),
    state: () => ({
      config: { nFeatures },
      tensors: [
        { name: 'coefficients', shape: [nFeatures], data: coefficients },
        { name: 'intercept', shape: [1], data: intercept },
        { name: 'importance', shape: [nFeatures], data: importance },
      ],
    }),
  };
}

export function restoreLinear(state: ModelState): FittedModel {
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  onlyTensors(state, ['coefficients', 'intercept', 'importance']);
  return linearModel(
    finiteTensor(state, 'coefficients', Float64Array, [nFeatures]),
    finiteTensor(state, 'intercept', Float64Array, [1]),
    finiteTensor(state, 'importance', Float64Array, [nFeatures]),
  );
}
