import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import { runActivity } from '../shell/activity.ts';
import { noteCancelled } from '../shell/interrupted-runs.tsx';
import { notifyError } from '../shell/notify.tsx';
import { preferences } from '../shell/preferences.ts';
import { steady } from '../shell/steady.ts';
import { createStore } from '../shell/store.ts';
import { followed, type LivePoint } from './live-points.ts';

export interface TrainingItem {
  readonly title: string;
  readonly recipe: Recipe;
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: Progress | null;
  /** Live metrics of the fit under way, e.g. the loss by epoch. */
  readonly history: readonly LivePoint[];
  readonly run: RunRecord | null;
  readonly error: AppError | null;
  /** The run that waits since it was cancelled. */
  readonly waiting: string | null;
}

/** Runs that were started together. They train one after the other: each takes all threads that pay. */
export interface Training {
  readonly experiment: string;
  readonly dataset: string;
  readonly items: readonly TrainingItem[];
  readonly running: boolean;
  cancel(): void;
}

export const training = createStore<Training | null>(null);

export interface TrainingRequest {
  readonly dataset: string;
  readonly dataVersion: string;
  readonly experiment: string;
  readonly name: string;
  readonly models: readonly { readonly title: string; readonly recipe: Recipe }[];
}

/** Trains every model of the request; one that fails does not stop the others. */
export async function startTraining(host: Host, request: TrainingRequest): Promise<void> {
  const controller = new AbortController();
  const items = request.models.map((model): TrainingItem => ({ ...model, ...untouched }));
  const { experiment, dataset } = request;
  training.set({ experiment, dataset, items, running: true, cancel: () => controller.abort() });
  for (const [index] of items.entries()) {
    await trainItem(host, request, index, controller.signal);
  }
  training.update((current) => current && { ...current, running: false });
}

const untouched = {
  status: 'waiting',
  progress: null,
  history: [],
  run: null,
  error: null,
  waiting: null,
} as const;

async function trainItem(
  host: Host,
  request: TrainingRequest,
  index: number,
  all: AbortSignal,
): Promise<void> {
  if (all.aborted) return change(index, { status: 'cancelled' });
  const { title, recipe } = request.models[index]!;
  const { threads, backend, memoryMb } = preferences.get();
  const { dataset, dataVersion, experiment, name } = request;
  change(index, { status: 'running' });
  try {
    const run = await runActivity({ kind: 'train', title: `Train ${title}` }, (options) =>
      trainRun(
        host,
        {
          dataset,
          dataVersion,
          recipe,
          experiment,
          threads,
          backend,
          memoryMb,
          ...(name === '' ? {} : { name: `${name} · ${title}` }),
        },
        {
          signal: AbortSignal.any([all, options.signal]),
          onNotice: notifyError,
          onProgress: steady((progress) => {
            options.onProgress?.(progress);
            note(index, progress);
          }),
        },
      ),
    );
    change(index, { status: 'done', run });
  } catch (thrown) {
    const error = AppError.from(thrown);
    const cancelled = { status: 'cancelled', waiting: noteCancelled(error) } as const;
    change(index, error.code === 'aborted' ? cancelled : { status: 'failed', error });
  }
}

function note(index: number, progress: Progress): void {
  const history = training.get()?.items[index]?.history ?? [];
  change(index, { progress, history: followed(history, progress.metrics ?? []) });
}

function change(index: number, edit: Partial<TrainingItem>): void {
  training.update(
    (current) =>
      current && {
        ...current,
        items: current.items.map((item, at) => (at === index ? { ...item, ...edit } : item)),
      },
  );
}
