/** Effect sizes with the limits from which they count as small, medium and large. */
export const EFFECTS = {
  'Cohen’s d': [0.2, 0.5, 0.8],
  'rank-biserial': [0.1, 0.3, 0.5],
  'W1/σ': [0.1, 0.3, 0.5],
  'Cramér’s V': [0.1, 0.3, 0.5],
  r: [0.1, 0.3, 0.5],
  ρ: [0.1, 0.3, 0.5],
  'ε²': [0.01, 0.06, 0.14],
} as const satisfies Record<string, readonly [number, number, number]>;

export type EffectName = keyof typeof EFFECTS;
export type EffectSize = 'negligible' | 'small' | 'medium' | 'large';

const SIZES: readonly EffectSize[] = ['negligible', 'small', 'medium', 'large'];

export interface Effect {
  readonly name: EffectName;
  readonly value: number;
  readonly size: EffectSize;
}

/** By the conventions of Cohen (1988); W1/σ from 0.1 on as in drift reports. The sign does not matter. */
export function effect(name: EffectName, value: number): Effect {
  const reached = EFFECTS[name].filter((limit) => Math.abs(value) >= limit).length;
  return { name, value, size: SIZES[reached]! };
}
