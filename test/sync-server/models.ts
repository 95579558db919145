import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { v7 } from 'uuid';
import { cell } from '../../shared/table/cells.ts';
import { recipeFor, sampleTable, train } from '../pipelines/training.ts';

export const churn = sampleTable('churn', 300);

/** A real model of the churn sample; another seed gives another digest. */
export function trainChurn(seed = 42, estimator = 'decision-tree'): Promise<RunOutcome> {
  return train(churn, recipeFor(churn, { target: 'Churn', estimator, seed }));
}

/** Features of a row by column name, as a client sends them; keys that the model does not take do no harm. */
export function featuresOf(row: number): Record<string, unknown> {
  return Object.fromEntries(churn.columns.map((column) => [column.name, cell(column, row)]));
}

export interface Registered {
  readonly model: string;
  readonly modelUuid: string;
  readonly versionId: string;
  readonly digest: string;
}

/** Registers an outcome as a version, of a new model unless one is given. */
export async function register(
  { blobs, log }: Workspace,
  outcome: RunOutcome,
  of: { model: string; modelUuid?: string; dataset?: string },
): Promise<Registered> {
  const modelUuid = of.modelUuid ?? v7();
  if (of.modelUuid === undefined)
    await log.commit('model.created', { model: of.model, modelUuid, description: '', tags: [] });
  const versionId = v7();
  const digest = await blobs.put(outcome.packageBytes);
  await log.commit('version.registered', {
    versionId,
    model: of.model,
    digest,
    sizeBytes: outcome.packageBytes.length,
    runId: null,
    dataset: of.dataset ?? null,
    dataVersion: outcome.dataVersion,
    signatureDigest: outcome.signatureDigest,
    recipeDigest: outcome.recipeDigest,
    estimator: 'logistic-regression',
    task: 'classification',
    metrics: [],
    description: '',
    tags: [],
  });
  return { model: of.model, modelUuid, versionId, digest };
}

/** Puts a version into Production in place of the one that is there. */
export async function promote({ log }: Workspace, { model, versionId }: Registered): Promise<void> {
  const { registry } = await log.state();
  const current = registry.models.get(model)?.versions.find((version) => version.stage === 'Production');
  await log.commit('stage.transitioned', {
    versionId,
    stage: 'Production',
    reason: '',
    expect: { versionId: current?.versionId ?? null },
  });
}
