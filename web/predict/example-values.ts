import type { FeatureValue, Manifest } from '../../shared/packaging/manifest.ts';

export type Values = ReadonlyMap<string, FeatureValue>;

/** What a form starts with: the mean of a number, the most frequent level of a category. */
export function typicalValues({ signature, profile }: Manifest): Values {
  return new Map(
    signature.inputs.map((input) => {
      const feature = profile.features.find((each) => each.name === input.name);
      if (feature?.kind === 'numeric' && input.type === 'numeric')
        return [input.name, tidy(feature.mean, input.range)];
      if (feature?.kind === 'categorical')
        return [input.name, asTyped(mostFrequent(feature.levels, feature.counts), input.type)];
      return [input.name, input.levels[0] ?? null];
    }),
  );
}

/** Rounded to what somebody would type: whole where the range is wide, two decimals elsewhere. */
function tidy(mean: number, range: { min: number; max: number } | null): number {
  const wide = range !== null && range.max - range.min > 20;
  return wide ? Math.round(mean) : Math.round(mean * 100) / 100;
}

function mostFrequent(levels: readonly string[], counts: readonly number[]): string | null {
  let best: string | null = null;
  let most = -1;
  levels.forEach((level, index) => {
    const count = counts[index + 1] ?? 0;
    if (count > most) [best, most] = [level, count];
  });
  return best;
}

function asTyped(level: string | null, type: string): FeatureValue {
  return type === 'boolean' && level !== null ? level === 'true' : level;
}

/** One of the synthetic rows that the package carries; `index` counts on and on. */
export function exampleValues({ signature, golden }: Manifest, index: number): Values {
  const row = golden.rows[index % golden.rows.length] ?? [];
  return new Map(signature.inputs.map((input, at) => [input.name, row[at] ?? null]));
}
