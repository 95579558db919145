import { AppError } from '../shared/errors/app-error.ts';
import { registerRun } from '../workers/lifecycle/register.ts';
import type { Host } from '../workers/lifecycle/host.ts';
import { resumeRun } from '../workers/lifecycle/interrupted-runs.ts';
import type { Invocation, OptionHelp } from './command.ts';
import { withExistingHost } from './host.ts';
import { wholeNumber } from './invocation.ts';
import { note, withProgress } from './output.ts';
import { showRun } from './show-run.ts';

/** Flags that go with `--resume`: how to train, not what. */
const ALLOWED = ['resume', 'threads', 'backend', 'memory', 'checkpoint', 'register', 'workspace'];

/**
 * `treadle train --resume RUN`: the same run goes on.
 * @throws AppError `usage` for what the run itself has settled; as `resumeRun`.
 */
export async function resumeTraining(invocation: Invocation, names: readonly string[]): Promise<void> {
  const named = invocation.string('resume')!;
  const settled = names.filter(
    (name) =>
      !ALLOWED.includes(name) && (invocation.string(name) !== undefined || invocation.list(name).length > 0),
  );
  if (invocation.positionals.length > 0 || settled.length > 0) {
    const doubled = [...invocation.positionals, ...settled.map((name) => `--${name}`)].join(', ');
    throw new AppError('usage', { detail: `The run knows its data and its recipe; leave out ${doubled}.` });
  }
  const missing = { code: 'run-unknown', detail: `There is no run ${named}.` } as const;
  await withExistingHost(invocation, missing, async (host) => {
    const { signal } = invocation;
    const runId = await waitingRun(host, named);
    const request = { threads: threads(invocation), backend: backend(invocation), ...limits(invocation) };
    const run = await withProgress('train', (onProgress) =>
      resumeRun(host, runId, request, { signal, onProgress, onNotice: tell }),
    );
    const model = invocation.string('register') ?? run.recipe.register?.model ?? null;
    const version = model === null ? null : await registerRun(host, run.runId, model);
    await showRun(host, run, version, invocation.flag('json'));
  });
}

/** The id of a run that waits, by its id or by a beginning or end of it that fits no other. */
export async function waitingRun({ workspace }: Host, named: string): Promise<string> {
  const ids = (await workspace.drafts.list()).map(({ runId }) => runId);
  const fitting = ids.filter((id) => id.startsWith(named) || id.endsWith(named));
  return fitting.length === 1 ? fitting[0]! : named;
}

const MAX_THREADS = 64;

const threads = (invocation: Invocation): number | null =>
  invocation.string('threads') === undefined
    ? null
    : wholeNumber(invocation, 'threads', { min: 1, max: MAX_THREADS, fallback: 1 });

const backend = (invocation: Invocation): string | null => invocation.string('backend') ?? null;

export const memoryOption: OptionHelp = {
  name: 'memory',
  type: 'string',
  value: 'MB',
  help: 'what a training may take beside its data (default: what is free)',
};

/** Options of every command that trains. */
export const limitOptions: readonly OptionHelp[] = [
  memoryOption,
  {
    name: 'checkpoint',
    type: 'string',
    value: 'SECONDS',
    help: 'the least time between two checkpoints of an interrupted training (default 5; 0 = none)',
  },
];

const USUAL_SECONDS = 5;

/** @throws AppError `usage`. */
export function limits(invocation: Invocation): { memoryMb: number | null; checkpointEveryMs: number } {
  const seconds = wholeNumber(invocation, 'checkpoint', { min: 0, max: 86_400, fallback: USUAL_SECONDS });
  return { memoryMb: memoryOf(invocation), checkpointEveryMs: seconds * 1000 };
}

/** @throws AppError `usage`. */
export const memoryOf = (invocation: Invocation): number | null =>
  invocation.string('memory') === undefined
    ? null
    : wholeNumber(invocation, 'memory', { min: 1, max: 2 ** 30, fallback: 1 });

/** What went wrong beside the training. */
export function tell({ detail, remedy }: AppError): void {
  note(`treadle: no checkpoint could be kept. ${detail}\n  → ${remedy}`);
}
