import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planImport } from '../../shared/table/plan-import.ts';
import { readTable } from '../../shared/table/read-table.ts';
import { recipeFor, train } from '../pipelines/training.ts';
import type { Bench, BenchRow } from './bench.ts';

const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/** scikit-learn 1.2.1 on the same file, one-hot and scaled, 80/20 stratified, mean over seeds. */
const GOALS = [
  { estimator: 'random-forest', params: { n_estimators: 100, max_depth: 10 }, least: 0.835, peer: 0.839 },
  { estimator: 'logistic-regression', params: {}, least: 0.84, peer: 0.844 },
];

export const telcoAuc: Bench = {
  name: 'telco-auc',
  about: 'Mean test ROC AUC on telco_churn.csv over seeds 0–9, default recipe',
  needsData: true,
  async run({ data }) {
    const bytes = readFileSync(join(data!, 'telco_churn.csv'));
    const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length });
    const { table } = await readTable([bytes], plan);
    const rows: BenchRow[] = [];
    for (const { estimator, params, least, peer } of GOALS) {
      const scores: number[] = [];
      for (const seed of SEEDS) {
        const { test } = await train(table, recipeFor(table, { target: 'Churn', estimator, params, seed }));
        if (test.task === 'classification') scores.push(test.rocAuc!);
      }
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      rows.push({
        measure: `${estimator}, mean AUC`,
        value: mean,
        unit: '',
        peer: { name: 'scikit-learn 1.2.1', value: peer },
        goal: `≥ ${least}`,
        met: mean >= least,
      });
    }
    return rows;
  },
};
