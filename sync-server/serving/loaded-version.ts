import { guardServing, type GuardMode } from '../../shared/pipelines/guard-inputs.ts';
import { openModel, type ServingModel } from '../../shared/pipelines/serving-model.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { BlobStore, SuiteStore } from '../../workers/workspace.ts';

/**
 * A version that is open and has proven itself. Everything an answer says of its version is read from
 * this one object, so `versionId` and `digest` cannot disagree (PRED3).
 */
export interface LoadedVersion {
  readonly model: string;
  readonly versionId: string;
  readonly version: number;
  /** `v` + semantic version. */
  readonly modelVersion: string;
  readonly digest: string;
  readonly serving: ServingModel;
}

/**
 * Opens a version from its blob and predicts its golden rows again (PRED1).
 * @throws AppError `blob-unknown`, `artifact-corrupt`, `digest-mismatch`, `model-invalid`, `golden-mismatch`.
 */
export async function loadVersion(
  blobs: BlobStore,
  entry: VersionEntry,
  guard?: InputGuard,
): Promise<LoadedVersion> {
  if (entry.file !== undefined)
    throw new AppError('not-servable', {
      detail: `Version ${entry.version} of "${entry.model}" is the file "${entry.file.name}"; nothing here can run it.`,
    });
  const bytes = await blobs.get(entry.digest);
  if (bytes === null)
    throw new AppError('blob-unknown', {
      detail: `The package of version ${entry.version} of "${entry.model}" is not in this workspace.`,
    });
  return {
    model: entry.model,
    versionId: entry.versionId,
    version: entry.version,
    modelVersion: `v${entry.semver}`,
    digest: entry.digest,
    serving: await guarded(openModel(bytes, entry.digest), entry, guard),
  };
}

/** Holds what is asked against what the datasets of the models promise. */
export interface InputGuard {
  readonly mode: GuardMode;
  readonly suites: SuiteStore;
}

/** The suite as it stands when the version is loaded; a dataset without one promises nothing. */
async function guarded(
  serving: ServingModel,
  { dataset }: VersionEntry,
  guard: InputGuard | undefined,
): Promise<ServingModel> {
  if (guard === undefined || dataset === null) return serving;
  const suite = await guard.suites.get(dataset);
  return suite === null ? serving : guardServing(serving, suite, guard.mode);
}
