import { quantileOfSorted } from '../statistics/quantile.ts';
import type { Buckets } from './buckets.ts';
import { splitByBucket } from './boxes.ts';
import type { Aggregate } from './choices.ts';
import type { Bars } from './pictures.ts';

/** One series a group (one in all without groups), one value a bucket; null where no value is. Cost: linear, a sort for medians. */
export function aggregateOf(
  values: Float64Array,
  buckets: Buckets,
  groups: Buckets | null,
  aggregate: Exclude<Aggregate, 'count'>,
): Bars['series'] {
  const nBuckets = buckets.labels.length;
  const names = groups?.labels ?? [aggregate];
  const codes = groups === null ? buckets.codes : jointCodes(buckets, groups);
  const parts = splitByBucket(values, codes, nBuckets * names.length);
  return names.map((name, group) => ({
    name,
    values: buckets.labels.map((_, at) => reduce[aggregate](parts[group * nBuckets + at]!)),
  }));
}

function jointCodes(buckets: Buckets, groups: Buckets): Int32Array {
  return buckets.codes.map((code, row) =>
    code < 0 || groups.codes[row]! < 0 ? -1 : groups.codes[row]! * buckets.labels.length + code,
  );
}

const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

/** Of nothing there is nothing, but the sum, which is 0. */
const reduce: Record<Exclude<Aggregate, 'count'>, (values: Float64Array) => number | null> = {
  sum,
  mean: (values) => (values.length === 0 ? null : sum(values) / values.length),
  median: (values) => (values.length === 0 ? null : quantileOfSorted(values.toSorted(), 0.5)),
  min: (values) => (values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value))),
  max: (values) => (values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value))),
};
