import { Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useThrottledValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { metricOf, rankingMetric } from '../../workers/lifecycle/leaderboard.ts';
import { percentOf } from '../shell/activity.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { CancelledRun } from '../shell/interrupted-runs.tsx';
import { formatMetric, formatPlural } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill, type Tone } from '../shell/pill.tsx';
import { useStore } from '../shell/store.ts';
import { Curves } from './curves.tsx';
import { training, type TrainingItem } from './training.ts';

/** What was started last: progress while it trains, results and what to do next when it is done. */
export function TrainingPanel() {
  const current = useStore(training);
  if (current === null) return null;
  const { items, running, experiment, dataset } = current;
  const done = items.filter((item) => item.status === 'done').length;
  return (
    <Panel
      title={
        running
          ? `Training ${formatPlural(items.length, 'model')}`
          : `Trained ${done} of ${formatPlural(items.length, 'model')}`
      }
      note={`${dataset} · ${experiment}`}
      actions={
        running ? (
          <Button size="xs" variant="default" onClick={current.cancel}>
            Cancel
          </Button>
        ) : (
          <Group gap="xs">
            <Button
              size="xs"
              renderRoot={(props) => <Link to="/experiments" search={{ experiment }} {...props} />}
            >
              Compare the runs
            </Button>
            <Button size="xs" variant="default" onClick={() => training.set(null)}>
              Close
            </Button>
          </Group>
        )
      }
    >
      <Stack gap="sm" aria-live="polite">
        {items.map((item) => (
          <TrainingRow key={item.title} item={item} />
        ))}
      </Stack>
    </Panel>
  );
}

const looks: Record<TrainingItem['status'], { tone: Tone; label: string }> = {
  waiting: { tone: 'neutral', label: 'Waiting' },
  running: { tone: 'accent', label: 'Training' },
  done: { tone: 'good', label: 'Finished' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'warn', label: 'Cancelled' },
};

function TrainingRow({ item }: { item: TrainingItem }) {
  const { tone, label } = looks[item.status];
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Group gap="sm">
          <Pill tone={tone}>{label}</Pill>
          {item.run === null ? (
            <Text fz="sm" fw={550}>
              {item.title}
            </Text>
          ) : (
            <RunAnchor item={item} />
          )}
        </Group>
        <Outcome item={item} />
      </Group>
      {item.status === 'running' && <RunningBar item={item} />}
      {item.status === 'running' && item.history.length > 2 && (
        <LiveCurve title={item.title} history={item.history} />
      )}
      {item.waiting !== null && <CancelledRun runId={item.waiting} />}
      {item.error !== null && <ErrorPanel error={item.error} />}
    </Stack>
  );
}

function RunAnchor({ item: { title, run } }: { item: TrainingItem }) {
  if (run === null) return null;
  return (
    <Anchor
      fz="sm"
      fw={550}
      renderRoot={(props) => <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />}
    >
      {title}
    </Anchor>
  );
}

function Outcome({ item: { run, status, progress } }: { item: TrainingItem }) {
  if (run !== null) {
    const key = rankingMetric(run.recipe.task);
    return (
      <Text fz="sm" className="numeric">
        {metricLabel(key)} {formatMetric(metricOf(run, key))}
      </Text>
    );
  }
  if (status !== 'running' || progress === null) return null;
  return (
    <Text fz="xs" c="dimmed" className="numeric">
      {progress.stage} {progress.done} / {progress.total}
    </Text>
  );
}

function RunningBar({ item }: { item: TrainingItem }) {
  const percent = percentOf(item.progress);
  return (
    <Progress
      size="sm"
      value={percent ?? 100}
      animated={percent === null}
      aria-label={`Training ${item.title}`}
    />
  );
}

/** A redraw costs some 20 ms: twice a second is enough to watch a curve. */
const REDRAW_MS = 500;

interface LiveCurveProps {
  readonly title: string;
  readonly history: TrainingItem['history'];
}

function LiveCurve({ title, history }: LiveCurveProps) {
  return <HistoryChart title={title} history={useThrottledValue(history, REDRAW_MS)} />;
}

const HistoryChart = memo(function HistoryChart({ title, history }: LiveCurveProps) {
  return <Curves label={`${title} while it trains`} points={history} height={200} />;
});
