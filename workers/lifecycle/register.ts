import { AppError } from '../../shared/errors/app-error.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { signatureDigest } from '../../shared/pipelines/package-model.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { Host } from './host.ts';

/**
 * Registers the model of a finished run as the next version; the model is created when it is new.
 * @throws AppError `run-unknown`, `run-without-model`, `blob-unknown`, or the code of a rejection.
 */
export async function registerRun(
  host: Host,
  runId: string,
  model: string,
  options: { description?: string } = {},
): Promise<VersionEntry> {
  const { workspace } = host;
  const state = await workspace.log.state();
  const run = state.registry.runs.get(runId)?.run;
  if (run === undefined) throw new AppError('run-unknown', { detail: `There is no run ${runId}.` });
  if (run.modelDigest === null) {
    throw new AppError('run-without-model', {
      detail: `The run "${run.name}" is ${run.status} and has no model.`,
    });
  }
  const bytes = await workspace.blobs.get(run.modelDigest);
  if (bytes === null)
    throw new AppError('blob-unknown', { detail: `The package of "${run.name}" is not on this device.` });
  if (!state.registry.models.has(model)) await createModel(host, model);
  const versionId = host.newId();
  await workspace.log.commit('version.registered', {
    versionId,
    model,
    ...lineage(run, run.modelDigest, bytes),
    description: options.description ?? '',
    tags: [],
  });
  return versionEntry(host, versionId);
}

/** Another process that registers at the same time may be faster; then the model is there, which is all we want. */
export async function createModel({ workspace, newId }: Host, model: string): Promise<void> {
  try {
    await workspace.log.commit('model.created', { modelUuid: newId(), model, description: '', tags: [] });
  } catch (thrown) {
    if (AppError.from(thrown).code !== 'name-taken') throw thrown;
  }
}

function lineage(run: RunRecord, digest: string, bytes: Uint8Array) {
  const { manifest } = decodePackage(bytes, { expectedDigest: digest });
  return {
    digest,
    sizeBytes: bytes.length,
    runId: run.runId,
    dataset: run.dataset,
    dataVersion: run.dataVersion,
    signatureDigest: signatureDigest(manifest.signature),
    recipeDigest: run.recipeDigest,
    estimator: manifest.estimator.name,
    task: manifest.signature.output.task,
    metrics: manifest.metrics,
  };
}

/** The registry's view of a version. @throws AppError `version-unknown`. */
export async function versionEntry(host: Host, versionId: string): Promise<VersionEntry> {
  const { registry } = await host.workspace.log.state();
  const model = registry.models.get(registry.modelOfVersion.get(versionId) ?? '');
  const version = model?.versions.find((candidate) => candidate.versionId === versionId);
  if (version === undefined)
    throw new AppError('version-unknown', { detail: `There is no version ${versionId}.` });
  return version;
}
