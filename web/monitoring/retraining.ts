import { AppError } from '../../shared/errors/app-error.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { retrain, type Retrained } from '../../workers/lifecycle/retrain.ts';
import { runActivity } from '../shell/activity.ts';
import { createStore } from '../shell/store.ts';

export interface Retraining {
  readonly running: boolean;
  readonly result: Retrained | null;
  readonly error: AppError | null;
}

/** By model; it goes on while one looks at other pages. */
export const retrainings = createStore<ReadonlyMap<string, Retraining>>(new Map());

export async function startRetraining(host: Host, model: string): Promise<void> {
  set(model, { running: true, result: null, error: null });
  try {
    const result = await runActivity({ kind: 'retrain', title: `Retrain ${model}` }, (options) =>
      retrain(host, model, options),
    );
    set(model, { running: false, result, error: null });
  } catch (thrown) {
    const error = AppError.from(thrown);
    set(model, { running: false, result: null, error: error.code === 'aborted' ? null : error });
  }
}

const set = (model: string, retraining: Retraining): void =>
  retrainings.update((all) => new Map(all).set(model, retraining));
