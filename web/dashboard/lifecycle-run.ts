import { AppError } from '../../shared/errors/app-error.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import {
  runFullLifecycle,
  type LifecycleStep,
  type LifecycleStepName,
  type LifecycleSummary,
} from '../../workers/lifecycle/full-lifecycle.ts';
import { runActivity } from '../shell/activity.ts';
import { createStore } from '../shell/store.ts';

/** The run of the eight steps in this tab; it goes on while one looks at other pages. */
export interface LifecycleRun {
  readonly status: 'running' | 'done' | 'failed';
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly steps: ReadonlyMap<LifecycleStepName, LifecycleStep>;
  readonly summary: LifecycleSummary | null;
  readonly error: AppError | null;
  cancel(): void;
}

export const lifecycleRun = createStore<LifecycleRun | null>(null);

/** Starts the eight steps on the built-in sample, unless they run already. */
export async function startLifecycle(host: Host): Promise<void> {
  if (lifecycleRun.get()?.status === 'running') return;
  const controller = new AbortController();
  lifecycleRun.set(newRun(() => controller.abort()));
  const about = { kind: 'lifecycle', title: 'Full lifecycle' } as const;
  try {
    const summary = await runActivity(about, ({ signal }) => {
      signal.addEventListener('abort', () => controller.abort());
      return runFullLifecycle(host, { signal: controller.signal, onStep: note });
    });
    end({ status: 'done', summary });
  } catch (thrown) {
    end({ status: 'failed', error: AppError.from(thrown) });
  }
}

const newRun = (cancel: () => void): LifecycleRun => ({
  status: 'running',
  startedAt: performance.now(),
  endedAt: null,
  steps: new Map(),
  summary: null,
  error: null,
  cancel,
});

function note(step: LifecycleStep): void {
  lifecycleRun.update((run) => run && { ...run, steps: new Map(run.steps).set(step.name, step) });
}

function end(result: Partial<LifecycleRun>): void {
  lifecycleRun.update((run) => run && { ...run, ...result, endedAt: performance.now() });
}
