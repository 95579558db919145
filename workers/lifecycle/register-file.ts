import { AppError } from '../../shared/errors/app-error.ts';
import type { Task } from '../../shared/estimators/estimator.ts';
import { decodePackage, type ModelPackage } from '../../shared/packaging/package-file.ts';
import { signatureDigest } from '../../shared/pipelines/package-model.ts';
import { recipeDigest } from '../../shared/pipelines/recipe-check.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import type { Payload } from '../../shared/records/mutation.ts';
import { isSemver } from '../../shared/registry/semantic-version.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { fileFormatOf, isPackageName } from './file-formats.ts';
import type { Host } from './host.ts';
import { createModel, versionEntry } from './register.ts';

/** A registration by hand: a file, and what a person says of it. */
export interface FileRegistration {
  readonly model: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** A semantic version above the newest; left to the lineage when left out. */
  readonly semver?: string;
  readonly description?: string;
  readonly tags?: Payload<'version.registered'>['tags'];
  /** What a foreign file is, where its name does not tell. */
  readonly format?: string;
  /** What a foreign file predicts; a package says so itself. */
  readonly task?: Task;
  /** Figures of a foreign file, so that it can be compared; a package brings its own. */
  readonly metrics?: Payload<'version.registered'>['metrics'];
}

/**
 * Registers a `.treadle` package, which is proven by its golden rows first, or any other file, which is
 * kept as it is. The model is created when it is new.
 * @throws AppError `model-invalid`, `golden-mismatch`, `request-invalid`, or the code of a rejection.
 */
export async function registerFile(host: Host, request: FileRegistration): Promise<VersionEntry> {
  const { bytes, model, semver, description = '', tags = [] } = request;
  checkWords(request);
  const about = packageOf(request);
  const facts = about === null ? factsOfFile(request) : await factsOfPackage(host, request, about);
  const { registry } = await host.workspace.log.state();
  const digest = await host.workspace.blobs.put(bytes);
  if (!registry.models.has(model)) await createModel(host, model);
  const versionId = host.newId();
  await host.workspace.log.commit('version.registered', {
    versionId,
    model,
    digest,
    sizeBytes: bytes.length,
    ...facts,
    ...(semver === undefined ? {} : { semver }),
    description,
    tags: [...tags],
  });
  return versionEntry(host, versionId);
}

/** @throws AppError `request-invalid`. */
function checkWords({ model, semver, bytes, fileName }: FileRegistration): void {
  const fault =
    model.trim() === '' || model !== model.trim()
      ? 'The model needs a name without blanks around it.'
      : semver !== undefined && !isSemver(semver)
        ? `"${semver}" is no semantic version such as 1.2.0.`
        : bytes.length === 0
          ? `The file "${fileName}" is empty.`
          : null;
  if (fault !== null) throw new AppError('request-invalid', { detail: fault });
}

/** The package that a file is; null for a file of another tool. @throws AppError `model-invalid`. */
function packageOf({ bytes, fileName }: FileRegistration): ModelPackage | null {
  try {
    return decodePackage(bytes);
  } catch (thrown) {
    if (isPackageName(fileName) || AppError.from(thrown).code !== 'model-invalid') throw thrown;
    return null;
  }
}

type Facts = Pick<
  Payload<'version.registered'>,
  | 'runId'
  | 'dataset'
  | 'dataVersion'
  | 'signatureDigest'
  | 'recipeDigest'
  | 'estimator'
  | 'task'
  | 'metrics'
  | 'file'
>;

/** Run and dataset are named where this device has them; all else the package says itself. */
async function factsOfPackage(
  host: Host,
  { bytes }: FileRegistration,
  { manifest, digest }: ModelPackage,
): Promise<Facts> {
  // Opens it as a prediction would, golden rows included (PRED1).
  await host.tasks.run('predict', { model: { bytes }, instances: [] });
  const { registry } = await host.workspace.log.state();
  const run = [...registry.runs.values()].find((entry) => entry.run.modelDigest === digest)?.run;
  const datasets = await host.workspace.datasets.list();
  const dataset = datasets.find(({ versions }) =>
    versions.some(({ dataVersion }) => dataVersion === manifest.dataVersion),
  );
  return {
    runId: run?.runId ?? null,
    dataset: run?.dataset ?? dataset?.name ?? null,
    dataVersion: manifest.dataVersion,
    signatureDigest: signatureDigest(manifest.signature),
    recipeDigest: recipeDigest(manifest.recipe),
    estimator: manifest.estimator.name,
    task: manifest.signature.output.task,
    metrics: manifest.metrics,
  };
}

function factsOfFile({ fileName, format, task, metrics = [] }: FileRegistration): Facts {
  const named = format === undefined || format.trim() === '' ? fileFormatOf(fileName) : format.trim();
  return {
    runId: null,
    dataset: null,
    dataVersion: '',
    // Nothing is known of its inputs, so its numbers rise as between models of one kind.
    signatureDigest: sha256Hex(`file ${named}`),
    recipeDigest: sha256Hex(`file ${named}`),
    estimator: named,
    task: task ?? 'classification',
    metrics: [...metrics],
    file: { name: fileName.slice(-255), format: named },
  };
}
