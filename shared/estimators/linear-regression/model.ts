import { isCsr } from '../../numeric/csr.ts';
import { dotRow } from '../../numeric/sparse-rows.ts';
import type { FittedModel, ModelState } from '../estimator.ts';
import { FEATURE_MEANS, linearShap, readMeans } from '../linear-models/linear-shap.ts';
import { configInteger, finiteTensor, MAX_DIMENSION, onlyTensors } from '../model-state.ts';

/** `coefficients`, `importance` and `means`: nFeatures; `intercept`: 1. */
export function linearModel(
  coefficients: Float64Array,
  intercept: Float64Array,
  importance: Float64Array,
  means: Float64Array | null,
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
    explain: (X) => linearShap({ scale: 'value', weights: coefficients, intercepts: intercept, means }, X),
    state: () => ({
      config: { nFeatures },
      tensors: [
        { name: 'coefficients', shape: [nFeatures], data: coefficients },
        { name: 'intercept', shape: [1], data: intercept },
        ...(means === null ? [] : [{ name: FEATURE_MEANS, shape: [nFeatures], data: means }]),
        { name: 'importance', shape: [nFeatures], data: importance },
      ],
    }),
  };
}

export function restoreLinear(state: ModelState): FittedModel {
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  onlyTensors(state, ['coefficients', 'intercept', 'importance', FEATURE_MEANS]);
  return linearModel(
    finiteTensor(state, 'coefficients', Float64Array, [nFeatures]),
    finiteTensor(state, 'intercept', Float64Array, [1]),
    finiteTensor(state, 'importance', Float64Array, [nFeatures]),
    readMeans(state, nFeatures),
  );
}
