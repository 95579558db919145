import type { CheckName, Finding } from '../../shared/validation/report.ts';
import type { Tone } from '../shell/pill.tsx';

export const checkLabels: Record<CheckName, string> = {
  'missing-values': 'Missing values',
  'missing-target': 'Missing target',
  duplicates: 'Duplicate rows',
  'constant-column': 'Constant column',
  outliers: 'Outliers',
  'target-balance': 'Target balance',
  'identifier-suspected': 'Looks like an identifier',
  'leak-suspected': 'May leak the target',
  'high-cardinality': 'Very many categories',
};

export const severityTones: Record<Finding['severity'], { tone: Tone; label: string }> = {
  info: { tone: 'neutral', label: 'Note' },
  warning: { tone: 'warn', label: 'Warning' },
  error: { tone: 'bad', label: 'Problem' },
};
