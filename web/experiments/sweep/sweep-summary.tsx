import { Anchor, Progress, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import { metricOf } from '../../../workers/lifecycle/leaderboard.ts';
import type { LeaderboardRow } from '../../../workers/lifecycle/sweep/leaderboard-rows.ts';
import { formatDuration, formatMetric } from '../../shell/format.ts';
import { metricLabel } from '../../shell/metric-labels.ts';
import { Panel } from '../../shell/panel.tsx';
import { Stat, Stats } from '../../shell/stats.tsx';
import type { Sweeping } from './sweeping.ts';

interface SweepSummaryProps {
  readonly sweep: SweepRecord;
  readonly rows: readonly LeaderboardRow[];
  readonly best: RunRecord | undefined;
  readonly live: Sweeping | null;
}

/** How far it is, and what is best so far. */
export function SweepSummary({ sweep, rows, best, live }: SweepSummaryProps) {
  const { spec, planned } = sweep;
  const [first] = rows;
  const failed = rows.filter(({ status }) => status === 'FAILED').length;
  return (
    <Panel>
      <Stack gap="md">
        <Stats>
          <Stat
            label="Trials"
            value={`${rows.length} of ${planned}`}
            {...(failed === 0 ? {} : { note: `${failed} failed` })}
          />
          <Stat
            label={`Best ${metricLabel(spec.metric)}`}
            value={first === undefined ? '–' : formatMetric(first.mean)}
            {...(first?.std == null ? {} : { note: `± ${formatMetric(first.std)} over folds` })}
          />
          {best !== undefined && (
            <Stat
              label={`${metricLabel(spec.metric)} on the test part`}
              value={formatMetric(metricOf(best, `test_${spec.metric}`))}
              note={<BestLink run={best} />}
            />
          )}
          <Stat label="Search" value={searchWords[spec.search.method]} note={searchNote(spec)} />
          <Stat label="Worked" value={sweep.spentMs === 0 ? '–' : formatDuration(sweep.spentMs)} />
        </Stats>
        {sweep.status === 'FINISHED' && rows.length < planned && spec.timeBudgetMs !== undefined && (
          <Text fz="sm" c="dimmed">
            The time budget of {formatDuration(spec.timeBudgetMs)} was over before all trials had run.
          </Text>
        )}
        {live !== null && <Live live={live} done={rows.length} planned={planned} />}
      </Stack>
    </Panel>
  );
}

const searchWords: Record<SweepRecord['spec']['search']['method'], string> = {
  grid: 'Grid',
  random: 'Random',
  bayes: 'Bayesian',
  halving: 'Successive halving',
};

function searchNote({ search, folds }: SweepRecord['spec']): string {
  const grows = search.method === 'halving' ? search.resource : undefined;
  return `${folds} folds${grows === undefined ? '' : `, ${grows.param} up to ${grows.most}`}`;
}

function BestLink({ run }: { run: RunRecord }) {
  return (
    <Anchor
      fz="xs"
      renderRoot={(props) => <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />}
    >
      the trained best
    </Anchor>
  );
}

function Live({ live, done, planned }: { live: Sweeping; done: number; planned: number }) {
  const within = live.trials
    .filter(({ phase }) => phase === 'search')
    .reduce((sum, { progress }) => sum + (progress === null ? 0 : progress.done / progress.total), 0);
  const percent = Math.min(100, Math.round((100 * (done + within)) / Math.max(1, planned)));
  return (
    <Stack gap={4} aria-live="polite">
      <Progress value={live.refitting ? 100 : percent} animated aria-label="Progress of the sweep" />
      <Text fz="xs" c="dimmed">
        {wordsOf(live)}
      </Text>
    </Stack>
  );
}

function wordsOf({ refitting, trials }: Sweeping): string {
  if (refitting) return 'Training the best on the whole training part.';
  if (trials.some(({ phase }) => phase === 'nested')) return 'Judging the search itself on outer folds.';
  return `${trials.length} ${trials.length === 1 ? 'trial' : 'trials'} under way.`;
}
