import type { ParamValues } from '../estimator.ts';

/** The params of a fit, read once and typed. */
export interface BoostingSettings {
  readonly loss: 'squared_error' | 'absolute_error' | 'poisson';
  readonly nRounds: number;
  readonly learningRate: number;
  readonly depthwise: boolean;
  readonly maxLeaves: number;
  readonly maxDepth: number;
  readonly minSamplesLeaf: number;
  readonly minChildWeight: number;
  readonly minSplitGain: number;
  readonly l2: number;
  readonly l1: number;
  readonly subsample: number;
  readonly colsample: number;
  readonly maxBins: number;
  readonly catSmooth: number;
  /** null = all rounds are grown. */
  readonly stopping: { readonly fraction: number; readonly patience: number; readonly tol: number } | null;
}

export function boostingSettings(params: ParamValues): BoostingSettings {
  const number = (name: string): number => Number(params[name]);
  const stopping = {
    fraction: number('validation_fraction'),
    patience: number('n_iter_no_change'),
    tol: number('tol'),
  };
  return {
    loss: params['loss'] as BoostingSettings['loss'],
    nRounds: number('max_iter'),
    learningRate: number('learning_rate'),
    depthwise: params['grow_policy'] === 'depthwise',
    maxLeaves: number('max_leaf_nodes'),
    maxDepth: Number(params['max_depth'] ?? Infinity),
    minSamplesLeaf: number('min_samples_leaf'),
    minChildWeight: number('min_child_weight'),
    minSplitGain: number('min_split_gain'),
    l2: number('l2_regularization'),
    l1: number('reg_alpha'),
    subsample: number('subsample'),
    colsample: number('colsample_bytree'),
    maxBins: number('max_bins'),
    catSmooth: number('cat_smooth'),
    stopping: params['early_stopping'] === true ? stopping : null,
  };
}
