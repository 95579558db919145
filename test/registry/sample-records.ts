import type { Payload } from '../../shared/records/mutation.ts';
import type { RunRecord } from '../../shared/records/run.ts';

/** A finished run with everything that a record carries, and 20 columns. */
export function sampleRun(runId: string, change: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 'treadle-run',
    v: 1,
    runId,
    name: `run ${runId}`,
    experiment: 'churn',
    status: 'FINISHED',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:05.000Z',
    dataset: 'customers',
    dataVersion: 'd'.repeat(64),
    nRows: 100,
    recipe: {
      format: 'treadle-recipe',
      v: 1,
      task: 'classification',
      target: 'Churn',
      columns: Array.from({ length: 20 }, (_, i) =>
        i === 0
          ? { name: 'Churn', role: 'target' as const, type: 'categorical' as const }
          : { name: `column ${i}`, role: 'feature' as const, type: 'numeric' as const },
      ),
      clean: [],
      prepare: [{ step: 'scale', method: 'standard' }],
      split: { test: 0.2, stratify: true },
      estimator: { name: 'random-forest', params: { n_estimators: 100 } },
      seed: 42,
      evaluate: {},
    },
    recipeDigest: 'e'.repeat(64),
    params: [{ key: 'n_estimators', value: '100' }],
    metrics: Array.from({ length: 20 }, (_, i) => ({
      key: `metric ${i}`,
      value: i / 20,
      step: 0,
      timestamp: 1_767_225_600_000,
    })),
    tags: [],
    note: '',
    artifacts: [],
    environment: {
      engineVersion: '1.0.0',
      host: 'cli',
      runtime: 'Node v20',
      threads: 2,
      backend: null,
      commit: null,
    },
    timings: null,
    modelDigest: null,
    error: null,
    ...change,
  };
}

/** A registration; lineage is equal unless it is changed. */
export function sampleVersion(
  model: string,
  versionId: string,
  change: Partial<Payload<'version.registered'>> = {},
): Payload<'version.registered'> {
  return {
    versionId,
    model,
    digest: 'a'.repeat(64),
    sizeBytes: 1000,
    runId: null,
    dataset: 'customers',
    dataVersion: 'd'.repeat(64),
    signatureDigest: 'b'.repeat(64),
    recipeDigest: 'c'.repeat(64),
    estimator: 'random-forest',
    task: 'classification',
    metrics: [{ key: 'test_accuracy', value: 0.8 }],
    description: '',
    tags: [],
    ...change,
  };
}
