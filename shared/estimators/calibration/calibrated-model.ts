import type { FittedModel } from '../estimator.ts';
import type { Calibrator } from './calibrator.ts';

/** The model with its probabilities calibrated; its state and importance are those of the model itself. */
export function calibratedModel(model: FittedModel, calibrator: Calibrator | null): FittedModel {
  if (calibrator === null) return model;
  return { ...model, predict: (X) => calibrator.apply(model.predict(X)) };
}
