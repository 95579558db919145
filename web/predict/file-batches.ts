import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { predictFile, type PredictedFile } from '../../workers/lifecycle/predict.ts';
import { runActivity } from '../shell/activity.ts';
import { createStore } from '../shell/store.ts';

/** The last file that a version was asked; it goes on while one looks at other pages. */
export interface FileBatch {
  readonly fileName: string;
  readonly status: 'running' | 'done' | 'failed';
  readonly progress: Progress | null;
  readonly result: PredictedFile | null;
  readonly error: AppError | null;
  cancel(): void;
}

/** By version id. */
export const fileBatches = createStore<ReadonlyMap<string, FileBatch>>(new Map());

export async function startFile(host: Host, version: VersionEntry, file: File): Promise<void> {
  const { versionId, model } = version;
  const controller = new AbortController();
  const { name: fileName } = file;
  const fresh = { progress: null, result: null, error: null, cancel: () => controller.abort() };
  set(versionId, { fileName, status: 'running', ...fresh });
  try {
    const result = await runActivity({ kind: 'predict', title: `Predict ${fileName}` }, (options) =>
      predictFile(host, { model, version: versionId }, file, {
        signal: AbortSignal.any([controller.signal, options.signal]),
        onProgress(progress) {
          options.onProgress?.(progress);
          change(versionId, { progress });
        },
      }),
    );
    change(versionId, { status: 'done', result });
  } catch (thrown) {
    const error = AppError.from(thrown);
    change(versionId, { status: 'failed', error: error.code === 'aborted' ? null : error });
  }
}

const set = (versionId: string, batch: FileBatch): void =>
  fileBatches.update((all) => new Map(all).set(versionId, batch));

function change(versionId: string, edit: Partial<FileBatch>): void {
  const batch = fileBatches.get().get(versionId);
  if (batch !== undefined) set(versionId, { ...batch, ...edit });
}
