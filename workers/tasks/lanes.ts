import type { TaskName } from './tasks.ts';

/** One worker a lane, so that a quick prediction never waits behind a training. */
export const lanes: Readonly<Record<TaskName, 'data' | 'training' | 'prediction'>> = {
  'plan-import': 'data',
  'read-table': 'data',
  'diff-tables': 'data',
  'export-table': 'data',
  validate: 'data',
  'infer-suite': 'data',
  'check-suite': 'data',
  quarantine: 'data',
  'split-report': 'data',
  'version-drift': 'data',
  'explore-overview': 'data',
  'explore-column': 'data',
  'explore-pair': 'data',
  'explore-correlations': 'data',
  'explore-tests': 'data',
  'explore-text': 'data',
  'explore-chart': 'data',
  'explore-rows': 'data',
  balance: 'data',
  train: 'training',
  reproduce: 'training',
  challenge: 'training',
  predict: 'prediction',
  'predict-file': 'prediction',
};
