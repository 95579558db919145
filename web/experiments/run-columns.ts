import type { RunRecord } from '../../shared/records/run.ts';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';

/** Metrics shown when the link names none, as far as the runs have them. */
const usual = [
  'test_accuracy',
  'test_f1',
  'test_roc_auc',
  'cv_roc_auc_mean',
  'test_rmse',
  'test_r2',
  'cv_rmse_mean',
];
/** Figures fold by fold are no result by themselves. */
const OF_ONE_FOLD = /^(cv|nested)_(?!.*_(mean|std)$)/;

/** Every final metric that some run has: test first, then training, each by name; not those by step. */
export function metricKeys(runs: readonly RunRecord[]): string[] {
  const keys = new Set(
    runs.flatMap((run) =>
      run.metrics.filter(({ key, step }) => step === 0 && !OF_ONE_FOLD.test(key)).map(({ key }) => key),
    ),
  );
  const rank = (key: string): string =>
    key.startsWith('test_') ? `0${key}` : key.startsWith('train_') ? `1${key}` : `2${key}`;
  return [...keys].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

export function shownMetrics(runs: readonly RunRecord[], wanted: string | undefined): string[] {
  const keys = metricKeys(runs);
  const names = wanted === undefined ? usual : wanted.split(',');
  return names.filter((name) => keys.includes(name));
}

/** What a column sorts by. */
export type RunSort =
  'started' | 'name' | 'experiment' | 'dataset' | 'estimator' | 'took' | `metric:${string}`;

export const isRunSort = (text: string | undefined): text is RunSort =>
  text !== undefined &&
  (/^metric:./.test(text) ||
    ['started', 'name', 'experiment', 'dataset', 'estimator', 'took'].includes(text));

export function sortRuns<T extends { readonly run: RunRecord }>(
  list: readonly T[],
  sort: RunSort,
  up: boolean,
): T[] {
  const sign = up ? 1 : -1;
  return [...list].sort((a, b) => sign * compare(sortValue(a.run, sort), sortValue(b.run, sort), sign));
}

function sortValue(run: RunRecord, sort: RunSort): string | number {
  if (sort.startsWith('metric:')) return metricOf(run, sort.slice('metric:'.length));
  switch (sort) {
    case 'name':
      return run.name;
    case 'experiment':
      return run.experiment;
    case 'dataset':
      return run.dataset;
    case 'estimator':
      return run.recipe.estimator.name;
    case 'took':
      return run.timings?.total_ms ?? NaN;
    default:
      return run.startedAt;
  }
}

/** A run without the value stands last, whichever way the rest is sorted. */
function compare(a: string | number, b: string | number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return sign * (Number(Number.isNaN(a)) - Number(Number.isNaN(b)));
  return a < b ? -1 : a > b ? 1 : 0;
}
