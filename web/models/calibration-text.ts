import type { Manifest } from '../../shared/packaging/manifest.ts';

/** How a model's probabilities were made frequencies, for its card; null where they were not. */
export function calibrationText({ calibration, recipe }: Manifest): string | null {
  if (calibration === undefined) return null;
  const folds = recipe.calibrate === undefined ? '' : `, on ${recipe.calibrate.folds} folds`;
  return `calibrated (${calibration.method}${folds})`;
}
