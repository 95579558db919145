import type { DriftReason, FeatureDrift } from '../../shared/statistics/feature-drift.ts';
import { formatNumber, formatPercent } from '../shell/format.ts';
import type { Tone } from '../shell/pill.tsx';

export const statusLooks: Record<FeatureDrift['status'], { tone: Tone; label: string }> = {
  drift: { tone: 'bad', label: 'Drift' },
  ok: { tone: 'good', label: 'No drift' },
  'not-enough-data': { tone: 'neutral', label: 'Not enough data' },
};

/** Of the tests that judge drift. */
const testNames: Partial<Record<FeatureDrift['test'], string>> = {
  ks: 'Kolmogorov–Smirnov',
  'chi-square': 'χ²',
  'two-proportion': 'two proportions',
  'domain-classifier': 'told apart by words',
};

export const testName = (test: FeatureDrift['test']): string => testNames[test] ?? test;

export const effectNames: Record<FeatureDrift['effect']['name'], { short: string; long: string }> = {
  wasserstein: { short: 'W₁/σ', long: 'Wasserstein distance in standard deviations of the training data' },
  'jensen-shannon': { short: 'JS', long: 'Jensen–Shannon distance in nats' },
  'l-infinity': { short: 'L∞', long: 'Largest change of one share' },
  auc: { short: 'AUC', long: 'How well texts before and now can be told apart; 0.5 is chance' },
};

/** Below what a computer can tell from zero one says only that. */
export const formatP = (p: number): string => (p < 1e-4 ? '< 0.0001' : p.toFixed(4));

/** Why a column alarms, in a sentence. */
export function reasonText({ kind, change, threshold, adjustedP }: DriftReason): string {
  const chance = `p ${adjustedP < 1e-4 ? '' : '= '}${formatP(adjustedP)}`;
  switch (kind) {
    case 'distribution':
      return `The distribution moved by ${formatNumber(change)}; ${threshold} matters (${chance}).`;
    case 'missing-rate':
      return `The share of missing values changed by ${formatPercent(change)}; ${formatPercent(threshold, 0)} matters (${chance}).`;
    case 'new-levels':
      return `Values that training never saw rose by ${formatPercent(change)}; ${formatPercent(threshold, 0)} matters (${chance}).`;
  }
}
