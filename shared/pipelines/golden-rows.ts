import type { FeatureValue, Signature } from '../packaging/manifest.ts';
import type { Rng } from '../random/generator.ts';
import type { FeatureProfile, ReferenceProfile } from '../statistics/profile.ts';

export interface GoldenWish {
  readonly signature: Signature;
  readonly profile: ReferenceProfile;
  /** Terms of each text column, by its name; none where they are hashed. */
  readonly vocabularies: ReadonlyMap<string, readonly string[]>;
  readonly nRows: number;
  readonly rng: Rng;
}

/**
 * Synthetic rows, drawn column by column from the reference profile with the run's seed; never a row
 * of the data (SYNC10); texts are put together from terms of the vocabulary. Values are rounded to four significant digits so that they are plainly made up.
 */
export function drawGoldenRows(wish: GoldenWish): FeatureValue[][] {
  const { signature, profile, vocabularies, nRows, rng } = wish;
  return Array.from({ length: nRows }, () =>
    signature.inputs.map((input, at) =>
      input.type === 'text'
        ? drawText(vocabularies.get(input.name) ?? [], rng)
        : drawValue(input, profile.features[at]!, rng),
    ),
  );
}

const MOST_TERMS = 12;

/** Terms of the vocabulary in any order, some of them twice; a text that nobody wrote. */
function drawText(terms: readonly string[], rng: Rng): string {
  const length = 1 + rng.integer(MOST_TERMS);
  const word = (): string => (terms.length === 0 ? drawWord(rng) : terms[rng.integer(terms.length)]!);
  return Array.from({ length }, word).join(' ');
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Where terms are hashed there is no vocabulary, and any word has a place. */
function drawWord(rng: Rng): string {
  const length = 2 + rng.integer(7);
  return Array.from({ length }, () => LETTERS[rng.integer(LETTERS.length)]).join('');
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
