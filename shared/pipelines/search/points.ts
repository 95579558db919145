import type { Rng } from '../../random/generator.ts';
import { canonicalJson } from '../../records/canonical.ts';
import type { ParamValue } from '../../records/recipe.ts';
import type { SweepModel } from '../../records/sweep.ts';
import { axesOf, drawValue, sizeOf, type Axis } from './axes.ts';
import type { Point } from './trial.ts';

export const keyOf = ({ model, params }: Point): string => canonicalJson({ model, params });

/** How many different candidates a sweep has; Infinity with a range of numbers. */
export function countPoints(models: readonly SweepModel[]): number {
  return models.reduce(
    (sum, model) => sum + axesOf(model).reduce((product, axis) => product * sizeOf(axis), 1),
    0,
  );
}

/** Every combination of the values, model after model, the last param changing fastest. */
export function gridPoints(models: readonly SweepModel[]): Point[] {
  return models.flatMap((each, model) =>
    axesOf(each)
      .reduce(combine, [{}])
      .map((params) => ({ model, params })),
  );
}

type Params = Readonly<Record<string, ParamValue>>;

function combine(begun: readonly Params[], axis: Axis): Params[] {
  const values = axis.kind === 'choice' ? axis.values : [];
  return begun.flatMap((params) => values.map((value) => ({ ...params, [axis.param]: value })));
}

const DRAWS = 200;

/** A candidate at random that is not in `known`, each model as likely; null when none turns up. */
export function newPoint(models: readonly SweepModel[], known: ReadonlySet<string>, rng: Rng): Point | null {
  for (let draw = 0; draw < DRAWS; draw++) {
    const model = rng.integer(models.length);
    const axes = axesOf(models[model]!);
    const params = Object.fromEntries(axes.map((axis) => [axis.param, drawValue(axis, rng)]));
    if (!known.has(keyOf({ model, params }))) return { model, params };
  }
  return null;
}

/** Up to `count` different candidates at random; fewer where there are no more. */
export function randomPoints(models: readonly SweepModel[], count: number, rng: Rng): Point[] {
  const known = new Set<string>();
  const points: Point[] = [];
  while (points.length < count) {
    const point = newPoint(models, known, rng);
    if (point === null) break;
    known.add(keyOf(point));
    points.push(point);
  }
  return points;
}
