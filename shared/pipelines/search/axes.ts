import { estimatorByName } from '../../estimators/registry.ts';
import { exp, log } from '../../numeric/exp-log.ts';
import type { Rng } from '../../random/generator.ts';
import type { ParamValue } from '../../records/recipe.ts';
import type { SearchDimension, SweepModel } from '../../records/sweep.ts';

/** A searched param as an interval from 0 to 1, or as a choice. */
export type Axis = { readonly param: string } & (
  | { readonly kind: 'choice'; readonly values: readonly ParamValue[] }
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly log: boolean;
      readonly integer: boolean;
    }
);
export type RangeAxis = Extract<Axis, { kind: 'range' }>;

export function axesOf({ recipe, space }: SweepModel): Axis[] {
  const table = estimatorByName(recipe.estimator.name).params;
  return space.map((dimension): Axis => {
    if ('values' in dimension) return { param: dimension.param, kind: 'choice', values: dimension.values };
    const param = table.find(({ name }) => name === dimension.param);
    const { from, to } = dimension;
    return {
      param: dimension.param,
      kind: 'range',
      from,
      to,
      log: isLog(dimension, param !== undefined && 'log' in param && param.log),
      integer: param?.type === 'integer',
    };
  });
}

type Range = Extract<SearchDimension, { from: number }>;
const isLog = ({ from, log: stated }: Range, usual: boolean): boolean => stated ?? (usual && from > 0);

/** How many different values an axis has; Infinity for a range of numbers. */
export function sizeOf(axis: Axis): number {
  if (axis.kind === 'choice') return axis.values.length;
  return axis.integer ? axis.to - axis.from + 1 : axis.from === axis.to ? 1 : Infinity;
}

export function drawValue(axis: Axis, rng: Rng): ParamValue {
  if (axis.kind === 'choice') return axis.values[rng.integer(axis.values.length)]!;
  return valueAt(axis, rng.uniform());
}

/** An integer stands for the whole step up to the next one, so that each has its share of 0 … 1. */
const endOf = ({ to, integer }: RangeAxis): number => (integer ? to + 1 : to);

/** The value at a place from 0 to 1. Numbers have four digits: more only look exact. */
export function valueAt(axis: RangeAxis, place: number): number {
  const { from, to } = axis;
  const end = endOf(axis);
  const raw = axis.log ? from * exp(place * log(end / from)) : from + place * (end - from);
  const value = axis.integer ? Math.floor(raw) : Number(raw.toPrecision(4));
  return Math.min(to, Math.max(from, value));
}

/** Where a value stands from 0 to 1. */
export function placeOf(axis: RangeAxis, value: number): number {
  const { from } = axis;
  const end = endOf(axis);
  const middle = axis.integer ? value + 0.5 : value;
  if (end === from) return 0.5;
  const place = axis.log ? log(middle / from) / log(end / from) : (middle - from) / (end - from);
  return Math.min(1, Math.max(0, place));
}
