import { splitReport } from '../../shared/pipelines/split-report.ts';
import { checkSuite } from '../../shared/validation/check-suite.ts';
import { inferSuite } from '../../shared/validation/infer-suite.ts';
import { referenceFor } from '../../shared/validation/reference.ts';
import { versionDrift } from '../../shared/validation/version-drift.ts';
import type { Tasks } from './task-host.ts';
import type { TaskMap } from './tasks.ts';

type SuiteTasks = Pick<TaskMap, 'infer-suite' | 'check-suite' | 'split-report' | 'version-drift'>;

/** What is asked of whole tables; answers are small. */
export const suiteTasks: Tasks<SuiteTasks> = {
  'infer-suite': {
    async run({ table, target, dataVersion }, context) {
      return inferSuite(await context.table(table), target, dataVersion);
    },
  },
  'check-suite': {
    async run({ table, suite, reference }, context) {
      const rows = await context.table(table);
      context.report({ stage: 'validate', done: 0, total: 0 });
      if (reference === null) return checkSuite(rows, suite);
      return checkSuite(rows, suite, { reference: referenceFor(await context.table(reference), suite) });
    },
  },
  'split-report': {
    async run({ table, target, seed }, context) {
      return splitReport(await context.table(table), target, seed);
    },
  },
  'version-drift': {
    async run({ before, after }, context) {
      const old = await context.table(before);
      context.checkNotAborted();
      return versionDrift(old, await context.table(after));
    },
  },
};
