import type { FeatureValue, Manifest, Signature } from '../../shared/packaging/manifest.ts';
import type { FeatureProfile } from '../../shared/statistics/profile.ts';

/** What a form holds by feature: a number that is being typed is text until it is one. */
export type Values = ReadonlyMap<string, FeatureValue>;

type Input = Signature['inputs'][number];

/** What a form starts with: the mean of a number, the most frequent level of a category. */
export function typicalValues({ signature, profile }: Manifest): Values {
  return new Map(signature.inputs.map((input, at) => [input.name, typical(input, profile.features[at])]));
}

function typical(input: Input, feature: FeatureProfile | undefined): FeatureValue {
  if (feature?.kind === 'numeric') {
    return input.type === 'datetime' ? shownDate(Math.round(feature.mean)) : tidy(feature.mean, input.range);
  }
  const level = feature === undefined ? null : mostFrequent(feature.levels, feature.counts);
  return input.type === 'boolean' ? level === 'true' : (level ?? input.levels[0] ?? null);
}

/** Rounded to what somebody would type: whole where the range is wide, two decimals elsewhere. */
function tidy(mean: number, range: Input['range']): number {
  const wide = range !== null && range.max - range.min > 20;
  return wide ? Math.round(mean) : Math.round(mean * 100) / 100;
}

function mostFrequent(levels: readonly string[], counts: readonly number[]): string | null {
  let best: string | null = null;
  let most = 0;
  levels.forEach((level, index) => {
    // Bin 0 counts the missing cells.
    const count = counts[index + 1] ?? 0;
    if (count > most) [best, most] = [level, count];
  });
  return best;
}

/** One of the synthetic rows that the package carries; `index` counts on and on. */
export function exampleValues({ signature, golden }: Manifest, index: number): Values {
  const row = golden.rows[index % golden.rows.length] ?? [];
  return new Map(signature.inputs.map((input, at) => [input.name, formValue(input, row[at] ?? null)]));
}

const formValue = (input: Input, value: FeatureValue): FeatureValue =>
  input.type === 'datetime' && typeof value === 'number' ? shownDate(value) : value;

/** `2024-05-31T12:00:00`, without a zone: models take it as UTC. */
const shownDate = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

/** What is asked: the features object by column name, as over HTTP. */
export function featuresOf({ inputs }: Signature, values: Values): Record<string, FeatureValue> {
  return Object.fromEntries(
    inputs.map(({ name, type }) => [
      name,
      type === 'numeric' ? typed(values.get(name)) : (values.get(name) ?? null),
    ]),
  );
}

/** `1.0` while it is being typed is text; what is no number stays text, and the model says so. */
function typed(value: FeatureValue | undefined): FeatureValue {
  if (typeof value !== 'string' || value.trim() === '') return value ?? null;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}
