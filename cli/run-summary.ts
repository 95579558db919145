import { resolveParams } from '../shared/estimators/params-check.ts';
import { estimatorByName } from '../shared/estimators/registry.ts';
import type { RunRecord } from '../shared/records/run.ts';
import { formatTable } from './output.ts';

type Registered = { readonly model: string; readonly version: number } | null;

/** The object that `treadle train --json` prints (DESIGN.md, "Command line"). */
export function runSummary(run: RunRecord, version: Registered) {
  const { load_ms, validate_ms, prepare_ms, train_ms, evaluate_ms, total_ms } = run.timings!;
  const finals = run.metrics.filter(
    ({ key }) => /^(train|test)_/.test(key) || /^(cv|nested)_.*_(mean|std)$/.test(key),
  );
  return {
    runId: run.runId,
    status: run.status,
    model: version?.model ?? null,
    version: version?.version ?? null,
    modelDigest: run.modelDigest,
    dataVersion: run.dataVersion,
    params: resolveParams(estimatorByName(run.recipe.estimator.name).params, run.recipe.estimator.params),
    metrics: Object.fromEntries(finals.map(({ key, value }) => [key, value])),
    backend: run.environment.backend,
    timings: { load_ms, validate_ms, prepare_ms, train_ms, evaluate_ms, total_ms },
  };
}

/** The same for people. */
export function summaryText(run: RunRecord, version: Registered): string {
  const { modelDigest, metrics, timings } = runSummary(run, version);
  const { backend } = run.environment;
  const registered = version === null ? '' : `  registered as ${version.model} v${version.version}`;
  const tests = Object.entries(metrics).filter(([key]) => key.startsWith('test_'));
  const folds = Object.entries(metrics).filter(([key]) => /^(cv|nested)_.*_mean$/.test(key));
  return [
    `Run ${run.runId}  ${run.recipe.estimator.name}  ${run.status}`,
    `Data ${run.dataset} ${run.dataVersion.slice(0, 12)} (${run.nRows} rows)  Model ${modelDigest?.slice(0, 12) ?? 'none'}${registered}`,
    formatTable(
      ['metric', 'value'],
      tests.map(([key, value]) => [key.slice(5), Number(Number(value).toFixed(4))]),
    ),
    ...(folds.length === 0 ? [] : [foldTable(folds, metrics)]),
    ...(arrived(run) ? [] : [NOT_ARRIVED]),
    ...(estimatorByName(run.recipe.estimator.name).keepsRows === true ? [KEEPS_ROWS] : []),
    `Trained${backend === null ? '' : ` on tfjs (${backend})`} in ${Math.round(timings.train_ms)} ms, ${Math.round(timings.total_ms)} ms in all.`,
  ].join('\n');
}

const NOT_ARRIVED =
  'The search stopped before it reached its tolerance: raise max_iter, scale the features, or allow a larger tol.';

export const KEEPS_ROWS =
  'The package holds rows of the data: whoever is given it can read them. It stays here until it is shared on purpose.';

/** Whether the search for the coefficients came to its end, where there was one. */
const arrived = ({ metrics }: RunRecord): boolean =>
  !metrics.some(({ key, value }) => key === 'converged' && value === 0);

/** Means over folds, with how far the folds are apart. */
function foldTable(
  means: readonly (readonly [string, unknown])[],
  metrics: Readonly<Record<string, unknown>>,
): string {
  const digits = (value: unknown): number => Number(Number(value).toFixed(4));
  return formatTable(
    ['over folds', 'mean', 'std'],
    means.map(([key, mean]) => {
      const name = key.replace(/_mean$/, '');
      return [name.replace(/^cv_/, ''), digits(mean), digits(metrics[`${name}_std`])];
    }),
  );
}
