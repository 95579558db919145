import { AppError } from '../../../shared/errors/app-error.ts';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { SweepEvent, SweepOptions } from '../../../workers/lifecycle/sweep/keep-sweep.ts';
import type { Invocation } from '../../command.ts';
import { wholeNumber } from '../../invocation.ts';
import { FAULTS_OF_ALL } from '../../../workers/lifecycle/sweep/work-search.ts';
import { leaderboardRows } from '../../../workers/lifecycle/sweep/leaderboard-rows.ts';
import { leaderboardText } from '../../leaderboard-text.ts';
import { liveLines } from '../../live-table.ts';
import { note } from '../../output.ts';
import { memoryOf } from '../../resume.ts';

const LIVE_ROWS = 12;

/** Runs a sweep with its leaderboard on the terminal; says how to go on when it is cut short. */
export async function watched(
  invocation: Invocation,
  work: (options: SweepOptions) => Promise<SweepRecord>,
): Promise<SweepRecord> {
  const live = liveLines();
  const trials = new Map<number, RunRecord>();
  let sweep: SweepRecord | null = null;
  let [under, refit] = [0, false];
  const draw = (): void => {
    if (sweep === null) return;
    const rows = leaderboardRows(sweep, trials);
    const state = refit ? 'training the best' : `${under} under way`;
    live.show(
      `${trials.size} of ${sweep.planned} trials, ${state}\n${leaderboardText(sweep, rows, LIVE_ROWS)}`,
    );
  };
  const onEvent = (event: SweepEvent): void => {
    if (event.kind === 'record') sweep = event.sweep;
    else if (event.kind === 'trial-started') under += 1;
    else if (event.kind === 'refit') refit = true;
    else if (event.kind === 'trial-ended') {
      under -= 1;
      if (event.run !== null) trials.set(event.trial.index, event.run);
    }
    draw();
  };
  const parallel = invocation.string('parallel');
  try {
    return await work({
      signal: invocation.signal,
      onEvent,
      backend: invocation.string('backend') ?? null,
      memoryMb: memoryOf(invocation),
      parallel:
        parallel === undefined ? null : wholeNumber(invocation, 'parallel', { min: 1, max: 64, fallback: 1 }),
    });
  } catch (thrown) {
    live.clear();
    // A new object each time: the type checker takes the first one for good.
    const last = sweep as SweepRecord | null;
    if (last !== null && !FAULTS_OF_ALL.has(AppError.from(thrown).code))
      note(
        `${trials.size} of ${last.planned} trials are recorded. Go on with \`treadle sweep --continue ${last.sweepId}\`.`,
      );
    throw thrown;
  } finally {
    live.clear();
  }
}
