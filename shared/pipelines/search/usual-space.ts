import { estimatorByName } from '../../estimators/registry.ts';
import type { Param } from '../../estimators/params.ts';
import type { SearchDimension } from '../../records/sweep.ts';

/** Params that usually decide how well a model does; the others mostly trade time for little. */
const DECISIVE = new Set([
  'C',
  'alpha',
  'hidden_layers',
  'l2',
  'l2_regularization',
  'learning_rate',
  'max_depth',
  'max_features',
  'max_leaf_nodes',
  'min_samples_leaf',
  'n_neighbors',
  'var_smoothing',
  'weights',
]);
/** Of these only a part is worth its cost; their limits are for experts. */
const LARGEST: Readonly<Record<string, number>> = {
  max_depth: 24,
  max_leaf_nodes: 128,
  min_samples_leaf: 50,
  n_neighbors: 60,
};
/** A quantity that is 0 unless somebody asks for it begins here. */
const LEAST = 0.01;
const MOST_OVER_LEAST = 1000;

/** Where a person would begin to look: the params that usually matter, each in its usual range. */
export function usualSpace(estimator: string): SearchDimension[] {
  return (
    estimatorByName(estimator)
      // What is off or automatic by default is better left so.
      .params.filter((param) => DECISIVE.has(param.name) && param.default !== null)
      .map(usualDimension)
  );
}

/** A sensible range or the choices of any param, by its table: an order of magnitude or two around the default. */
export function usualDimension(param: Param): SearchDimension {
  if (param.type === 'choice') return { param: param.name, values: [...param.choices] };
  if (param.type === 'boolean') return { param: param.name, values: [true, false] };
  const { name, min, max, type } = param;
  const ceiling = Math.min(max, LARGEST[name] ?? max);
  const usual = param.default ?? Math.min(ceiling, Math.max(min, 10));
  // What may grow by orders of magnitude is worth two of them either way.
  const reach = type === 'number' && usual > 0 && ceiling / usual >= 1000 ? 100 : 10;
  const log =
    param.log === true || reach === 100 || (usual === 0 && max > 1) || (min > 0 && ceiling / min >= 1000);
  if (usual === 0 && !log) return { param: name, from: min, to: ceiling };
  const from = usual === 0 ? LEAST : usual / reach;
  const to = usual === 0 ? LEAST * MOST_OVER_LEAST : usual * reach;
  const whole = (value: number): number => (type === 'integer' ? Math.round(value) : tidy(value));
  const range = { from: Math.max(min, whole(from)), to: Math.min(ceiling, whole(to)) };
  return log && range.from > 0 ? { param: name, ...range, log: true } : { param: name, ...range };
}

/** 0.1 × 0.1 is 0.010000000000000002 in doubles. */
const tidy = (value: number): number => Number(value.toPrecision(3));
