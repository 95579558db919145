import type { Command } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Loaded on demand: `runs` need not wait for the server or the estimators. */
  load(): Promise<Command>;
}

/** Every command, in the order of the loop. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'Serve the page and the API from the workspace on one port',
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
  {
    name: 'demo',
    summary: 'Run the full lifecycle on the built-in churn sample and write demo_results.json',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  {
    name: 'data',
    summary: 'Load files in part or whole, correct rows, look at any version, compare and export them',
    load: async () => (await import('./commands/data.ts')).dataCommand,
  },
  {
    name: 'validate',
    summary: 'Check a CSV file or a dataset: quality score, findings, failing rows',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  {
    name: 'explore',
    summary: 'Look at a file or a dataset: figures, correlations with the target, tests in words',
    load: async () => (await import('./commands/explore.ts')).exploreCommand,
  },
  {
    name: 'balance',
    summary:
      'Make a dataset with even classes of another, with a part of it set aside, and record it as a run',
    load: async () => (await import('./commands/balance.ts')).balanceCommand,
  },
  {
    name: 'train',
    summary: 'Train a model on a CSV file or a dataset and record the run',
    load: async () => (await import('./commands/train.ts')).trainCommand,
  },
  {
    name: 'sweep',
    summary: 'Search for the best parameters, or for the best of several models, and train it',
    load: async () => (await import('./commands/sweep.ts')).sweepCommand,
  },
  {
    name: 'runs',
    summary: 'List the recorded runs, the newest first or the best first',
    load: async () => (await import('./commands/runs.ts')).runsCommand,
  },
  {
    name: 'compare',
    summary: 'Put runs side by side: params and metrics, the best one marked',
    load: async () => (await import('./commands/compare.ts')).compareCommand,
  },
  {
    name: 'register',
    summary: 'Register the model of a run as the next version of a model',
    load: async () => (await import('./commands/register.ts')).registerCommand,
  },
  {
    name: 'models',
    summary: 'List, show, describe, archive and delete models and versions',
    load: async () => (await import('./commands/models.ts')).modelsCommand,
  },
  {
    name: 'export',
    summary: 'Write a model as a .treadle file, as a page that needs no network, or as a link',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'import',
    summary: 'Keep a model that somebody shared: a .treadle file or a link that contains it',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  {
    name: 'promote',
    summary: 'Move a version to a stage (Production serves it), or point an alias at it',
    load: async () => (await import('./commands/promote.ts')).promoteCommand,
  },
  {
    name: 'rollback',
    summary: 'Put the version that served before back into Production',
    load: async () => (await import('./commands/rollback.ts')).rollbackCommand,
  },
  {
    name: 'predict',
    summary: 'Predict with a registered model: one row, a CSV file, or JSON lines',
    load: async () => (await import('./commands/predict.ts')).predictCommand,
  },
  {
    name: 'explain',
    summary: 'Say why one row is answered as it is, or what a model says along the values of a column',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'importance',
    summary: 'Measure how much a model leans on each column, on rows it has not seen',
    load: async () => (await import('./commands/importance.ts')).importanceCommand,
  },
  {
    name: 'push',
    summary: 'Share what was done here with a server, and take over what others did',
    load: async () => (await import('./commands/push.ts')).pushCommand,
  },
  {
    name: 'pull',
    summary: 'Take over what a server has: runs, models, versions, promotions',
    load: async () => (await import('./commands/pull.ts')).pullCommand,
  },
  {
    name: 'token',
    summary: 'Make, list and take back tokens of the server; print a pairing link for the page',
    load: async () => (await import('./commands/token.ts')).tokenCommand,
  },
  {
    name: 'webhook',
    summary: 'Tell other programs of versions and stages; see what was sent, and send it again',
    load: async () => (await import('./commands/webhook.ts')).webhookCommand,
  },
  {
    name: 'audit',
    summary: 'Show who did what, and verify that nothing in the log was changed, dropped or moved',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  {
    name: 'backup',
    summary: 'Copy the workspace into a folder, while it is served',
    load: async () => (await import('./commands/backup.ts')).backupCommand,
  },
  {
    name: 'restore',
    summary: 'Fill an empty workspace from a backup',
    load: async () => (await import('./commands/backup.ts')).restoreCommand,
  },
  {
    name: 'reproduce',
    summary: 'Train a version again from its recipe and data version and compare the digests',
    load: async () => (await import('./commands/reproduce.ts')).reproduceCommand,
  },
];
