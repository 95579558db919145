import { AppError } from '../errors/app-error.ts';
import { fromBase64, toBase64 } from '../records/base64.ts';
import type { CategoricalProfile, FeatureProfile } from './profile.ts';

/** A value as pipelines hold it; datetimes are milliseconds since 1970 UTC. */
export type ProfiledValue = number | string | boolean | null;

/** The bin of one value (see profile.ts); null and NaN are missing. Cost: log(edges), or the levels. */
export function binIndex(feature: FeatureProfile, value: ProfiledValue): number {
  if (value === null || Number.isNaN(value)) return 0;
  return feature.kind === 'numeric'
    ? numericBin(feature.edges, Number(value))
    : levelBin(feature, String(value));
}

/** Bin of a number: 1 + the count of edges at or below it; 0 for NaN. */
export function numericBin(edges: ArrayLike<number>, value: number): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

function levelBin({ levels }: CategoricalProfile, value: string): number {
  const level = levels.indexOf(value);
  return level < 0 ? levels.length + 1 : level + 1;
}

/** How many bins a feature counts in. */
export function binCount(feature: FeatureProfile): number {
  return (feature.kind === 'numeric' ? feature.edges : feature.levels).length + 2;
}

/** Adds counts over the same bins. @throws AppError `request-invalid` when their numbers differ. */
export function mergeCounts(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) {
    throw new AppError('request-invalid', {
      detail: `Counts over ${a.length} bins cannot be added to counts over ${b.length}.`,
      remedy: 'Count both with the reference profile of the same version.',
    });
  }
  return a.map((count, bin) => count + b[bin]!);
}

/** One row's bins as the prediction log keeps them: base64 of one little-endian Uint16 each. */
export function encodeBins(bins: ArrayLike<number>): string {
  const bytes = new Uint8Array(2 * bins.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < bins.length; i++) view.setUint16(2 * i, bins[i]!, true);
  return toBase64(bytes);
}

/** @throws AppError `request-invalid` when the text is no base64 of Uint16s. */
export function decodeBins(text: string): Uint16Array {
  const bytes = fromBase64(text);
  if (bytes.length % 2 !== 0) {
    throw new AppError('request-invalid', { detail: `${bytes.length} bytes are no row of 16-bit bins.` });
  }
  const view = new DataView(bytes.buffer);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true));
}
