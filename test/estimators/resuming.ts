import { weighClasses } from '../../shared/estimators/class-weights.ts';
import type {
  FitContext,
  FittedModel,
  ModelState,
  OwnEstimator,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import type { FeatureMatrix } from '../../shared/numeric/csr.ts';
import { createRng } from '../../shared/random/rng.ts';

export interface FitWish {
  readonly estimator: OwnEstimator;
  readonly data: TrainingData<FeatureMatrix>;
  readonly params?: Record<string, unknown>;
  readonly kernels?: boolean;
  readonly resume?: ModelState;
  readonly previous?: FittedModel;
}

/** Fits to the end; every checkpoint on the way is kept as its bytes were then. */
export function fitWithCheckpoints({
  estimator,
  data,
  params = {},
  kernels = true,
  resume,
  previous,
}: FitWish): { model: FittedModel; checkpoints: ModelState[]; figures: Map<string, number> } {
  const values = resolveParams(estimator.params, params);
  const context: FitContext = {
    rng: createRng(7),
    team: soloTeam({ kernels }),
    ...(resume === undefined ? {} : { resume }),
  };
  const weighed = weighClasses(estimator, data, values);
  const steps =
    previous === undefined
      ? estimator.fit(weighed, values, context)
      : estimator.partialFit!(previous, weighed, values, context);
  const checkpoints: ModelState[] = [];
  const figures = new Map<string, number>();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { model: step.value, checkpoints, figures };
    if (step.value.checkpoint !== undefined) checkpoints.push(structuredClone(step.value.checkpoint()));
    for (const { key, value } of step.value.metrics ?? []) figures.set(key, value);
  }
}
