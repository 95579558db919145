import type { Progress } from '../estimators/estimator.ts';
import { crossValidate, foldMetrics } from './cross-validate.ts';
import type { RunHost, RunOutcome } from './outcome.ts';
import { runRecipe, type RunInput } from './run-recipe.ts';

/**
 * A run and, where the recipe asks for folds, the cross-validation of its training part: its means and spreads
 * stand among the metrics, the folds one by one in the history. The model has the bytes of {@link runRecipe}.
 * @throws AppError as `runRecipe` and `crossValidate` do.
 */
export async function* trainRecipe(
  input: RunInput,
  host: RunHost,
): AsyncGenerator<Progress, RunOutcome, void> {
  const outcome = yield* runRecipe(input, host);
  const { split } = input.recipe;
  if (split.folds === undefined && split.repeats === undefined) return outcome;
  const started = host.now();
  const { folds } = yield* crossValidate(input, host);
  const all = foldMetrics(folds);
  const isSummary = ({ key }: { key: string }): boolean => /_(mean|std)$/.test(key);
  return {
    ...outcome,
    metrics: [...outcome.metrics, ...all.filter(isSummary).map(({ key, value }) => ({ key, value }))],
    history: [...outcome.history, ...all.filter((metric) => !isSummary(metric))],
    timings: { ...outcome.timings, total_ms: outcome.timings.total_ms + host.now() - started },
  };
}
