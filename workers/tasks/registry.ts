import { balanceTask } from './balance.ts';
import { challengeTask } from './challenge.ts';
import { diffTablesTask } from './diff-tables.ts';
import { exportTableTask } from './export-table.ts';
import { exploreRowsTask, exploreTasks, rowsAtTask } from './explore.ts';
import { explainingTasks } from './explaining.ts';
import { planImportTask } from './plan-import.ts';
import { predictFileTask } from './predict-file.ts';
import { predictTask } from './predict.ts';
import { prepareFoldTask } from './prepare-fold.ts';
import { readTableTask } from './read-table.ts';
import { reproduceTask } from './reproduce.ts';
import type { Tasks } from './task-host.ts';
import type { TaskMap } from './tasks.ts';
import { trainTask } from './train.ts';
import { trialTask } from './trial.ts';
import { quarantineTask } from './quarantine.ts';
import { suiteTasks } from './suite.ts';
import { validateTask } from './validate.ts';

/** Every task, one line each. Only workers import this: it brings the whole engine with it. */
export const tasks: Tasks<TaskMap> = {
  'plan-import': planImportTask,
  'read-table': readTableTask,
  'diff-tables': diffTablesTask,
  'export-table': exportTableTask,
  validate: validateTask,
  ...suiteTasks,
  quarantine: quarantineTask,
  ...exploreTasks,
  'explore-rows': exploreRowsTask,
  'rows-at': rowsAtTask,
  balance: balanceTask,
  train: trainTask,
  trial: trialTask,
  'prepare-fold': prepareFoldTask,
  predict: predictTask,
  'predict-file': predictFileTask,
  ...explainingTasks,
  challenge: challengeTask,
  reproduce: reproduceTask,
};
