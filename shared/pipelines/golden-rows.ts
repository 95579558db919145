import type { FeatureValue, Signature } from '../packaging/manifest.ts';
import type { Rng } from '../random/generator.ts';
import type { FeatureProfile, ReferenceProfile } from '../statistics/profile.ts';

/**
 * Synthetic rows, drawn column by column from the reference profile with the run's seed; never a row
 * of the data (SYNC10). Values are rounded to four significant digits so that they are plainly made up.
 */
export function drawGoldenRows(
  signature: Signature,
  profile: ReferenceProfile,
  nRows: number,
  rng: Rng,
): FeatureValue[][] {
  return Array.from({ length: nRows }, () =>
    signature.inputs.map((input, at) => drawValue(input, profile.features[at]!, rng)),
  );
}

function drawValue(input: Signature['inputs'][number], feature: FeatureProfile, rng: Rng): FeatureValue {
  const bin = drawBin(feature.counts, rng);
  // Bin 0 is "missing": kept where the model accepts null, so that imputation is proven too.
  if (bin === 0 && input.nullable) return null;
  if (feature.kind === 'numeric') return fromBin(feature.edges, bin, rng, input.type === 'datetime');
  if (input.type === 'boolean') return feature.levels[bin - 1] === 'true';
  return feature.levels[bin - 1] ?? feature.levels[0] ?? '';
}

function drawBin(counts: readonly number[], rng: Rng): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let left = rng.uniform() * total;
  for (let bin = 0; bin < counts.length; bin++) {
    left -= counts[bin]!;
    if (left < 0) return bin;
  }
  return Math.max(1, counts.length - 1);
}

function fromBin(edges: readonly number[], bin: number, rng: Rng, whole: boolean): number {
  const last = edges.length - 1;
  const low = edges[Math.min(Math.max(bin - 2, 0), last)] ?? 0;
  const high = edges[Math.min(Math.max(bin - 1, 0), last)] ?? low;
  const value = low + (high - low) * rng.uniform();
  return whole ? Math.round(value) : Number(value.toPrecision(4));
}
