import type { Param } from '../../estimators/params.ts';
import { estimatorByName } from '../../estimators/registry.ts';
import type { HalvingResource, SweepModel } from '../../records/sweep.ts';

/** Params that all of these estimators have and that a halving may grow: whole numbers. */
export function resourceParams(names: readonly string[]): string[] {
  const [first = [], ...others] = names.map((name) =>
    estimatorByName(name)
      .params.filter(({ type }) => type === 'integer')
      .map((param) => param.name),
  );
  return first.filter((param) => others.every((those) => those.includes(param)));
}

/** Below a twentieth of what a model has in the end, candidates differ by chance. */
const LEAST_SHARE = 1 / 20;

/**
 * How a param grows: to `most`, or to what the recipes say, or to its default; from `least`, or from a twentieth of that.
 * The limits of its table are for `parseSweep` to check.
 */
export function growing(
  models: readonly Pick<SweepModel, 'recipe'>[],
  param: string,
  { least, most }: Partial<HalvingResource> = {},
): HalvingResource {
  const stated = models.map(({ recipe: { estimator } }) => {
    const entry = estimatorByName(estimator.name).params.find(({ name }) => name === param);
    return { entry, value: estimator.params[param] ?? entry?.default };
  });
  const values = stated.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const to = most ?? Math.max(1, ...values);
  const floor = Math.max(1, ...stated.map(({ entry }) => minOf(entry)));
  return { param, least: least ?? Math.max(floor, Math.min(to, Math.ceil(to * LEAST_SHARE))), most: to };
}

const minOf = (entry: Param | undefined): number => (entry?.type === 'integer' ? entry.min : 1);
