import type { TaskName } from './tasks.ts';

/** One worker a lane, so that a quick prediction never waits behind a training. */
export const lanes: Readonly<Record<TaskName, 'data' | 'training' | 'trials' | 'prediction'>> = {
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
  'rows-at': 'data',
  balance: 'data',
  train: 'training',
  trial: 'trials',
  'prepare-fold': 'trials',
  reproduce: 'training',
  challenge: 'training',
  explain: 'prediction',
  importance: 'training',
  dependence: 'training',
  predict: 'prediction',
  'predict-file': 'prediction',
};

/** Each trial trains in one thread, so that as many run at once as there are cores; memory sets the limit. */
export const laneWidths = (cores: number): { readonly trials: number } => ({
  trials: Math.max(1, Math.min(8, cores)),
});
