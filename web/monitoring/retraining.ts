import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { retrain, type Retrained } from '../../workers/lifecycle/retrain.ts';
import { runActivity } from '../shell/activity.ts';
import { createStore } from '../shell/store.ts';

export interface Retraining {
  readonly running: boolean;
  readonly progress: Progress | null;
  readonly result: Retrained | null;
  readonly error: AppError | null;
  cancel(): void;
}

/** By model; it goes on while one looks at other pages. */
export const retrainings = createStore<ReadonlyMap<string, Retraining>>(new Map());

export async function startRetraining(host: Host, model: string): Promise<void> {
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  set(model, { running: true, progress: null, result: null, error: null, cancel });
  try {
    const result = await runActivity({ kind: 'retrain', title: `Retrain ${model}` }, (options) =>
      retrain(host, model, {
        signal: AbortSignal.any([controller.signal, options.signal]),
        onProgress(progress) {
          options.onProgress?.(progress);
          change(model, { progress });
        },
      }),
    );
    change(model, { running: false, result });
  } catch (thrown) {
    const error = AppError.from(thrown);
    change(model, { running: false, error: error.code === 'aborted' ? null : error });
  }
}

const set = (model: string, retraining: Retraining): void =>
  retrainings.update((all) => new Map(all).set(model, retraining));

function change(model: string, edit: Partial<Retraining>): void {
  const retraining = retrainings.get().get(model);
  if (retraining !== undefined) set(model, { ...retraining, ...edit });
}
