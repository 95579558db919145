import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { ImportanceReport } from '../../shared/pipelines/explain-model.ts';
import { importanceOf, MOST_ROWS, type ExplainedModel } from '../../workers/lifecycle/explain.ts';
import { runActivity } from '../shell/activity.ts';
import type { PageHost } from '../shell/host-context.tsx';
import { createStore } from '../shell/store.ts';

/** How far the importance of one model is known. */
export interface Measurement {
  readonly report: ImportanceReport | null;
  readonly error: AppError | null;
  /** While it is being measured. */
  readonly running: { readonly progress: Progress | null; cancel(): void } | null;
}

/** By package digest; kept while the page is open, so that going elsewhere loses nothing. */
export const measurements = createStore<ReadonlyMap<string, Measurement>>(new Map());

const NOTHING: Measurement = { report: null, error: null, running: null };

const SEED = 42;

/** Measures a model's importance on its held-out rows; what is known of it stands in `measurements`. */
export async function measure(host: PageHost, model: ExplainedModel, repeats: number): Promise<void> {
  const { digest } = model;
  const change = (part: Partial<Measurement>): void =>
    measurements.update((all) => new Map(all).set(digest, { ...(all.get(digest) ?? NOTHING), ...part }));
  const own = new AbortController();
  const running = { cancel: () => own.abort() };
  change({ error: null, running: { ...running, progress: null } });
  try {
    const wish = { dataset: null, maxRows: MOST_ROWS, seed: SEED, repeats };
    const about = { kind: 'predict', title: `Importance of ${model.title}` } as const;
    const report = await runActivity(about, ({ signal, onProgress }) =>
      importanceOf(host, model, wish, {
        signal: AbortSignal.any([signal, own.signal]),
        onProgress(progress) {
          onProgress?.(progress);
          change({ running: { ...running, progress } });
        },
      }),
    );
    change({ report });
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.code !== 'aborted') change({ error });
  } finally {
    change({ running: null });
  }
}
