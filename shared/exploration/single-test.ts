import type { Effect } from './effects.ts';

export type TestName =
  'Welch’s t' | 'Mann–Whitney' | 'Kolmogorov–Smirnov' | 'χ²' | 'Kruskal–Wallis' | 'Pearson' | 'Spearman';

/** One test of one column before it is adjusted for the others. */
export interface SingleTest {
  readonly test: TestName;
  readonly statistic: number;
  readonly pValue: number;
  readonly effect: Effect;
  /** What was seen, without a verdict: "mean 18 in Yes, 37.6 in No". */
  readonly seen: string;
  /** Why the p-value is not to be trusted, if so. */
  readonly caution?: string;
}
