import { Alert, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import type { RunRecord } from '../../shared/records/run.ts';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';
import { formatCount, formatDuration, formatMetric, formatPlural } from '../shell/format.ts';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';
import { Stat, Stats } from '../shell/stats.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { FoldsPanel, hasFolds } from './folds-panel.tsx';
import { metricKeys } from './run-columns.ts';
import { RunNote } from './run-note.tsx';
import { RunTags } from './run-tags.tsx';
import { TrainingCurves } from './training-curves.tsx';

const headline = {
  classification: ['test_accuracy', 'test_precision', 'test_recall', 'test_f1', 'test_roc_auc'],
  regression: ['test_rmse', 'test_mae', 'test_r2'],
} as const;

export function RunOverview({ run }: { run: RunRecord }) {
  const recorded = useWorkspaceState()?.registry.runs.has(run.runId) ?? false;
  const keys = headline[run.recipe.task].filter((key) => !Number.isNaN(metricOf(run, key)));
  return (
    <Stack gap="lg">
      {metricOf(run, 'converged') === 0 && <NotConverged run={run} />}
      {keys.length > 0 && (
        <Stats>
          {keys.map((key) => (
            <Stat key={key} label={metricLabel(key)} value={formatMetric(metricOf(run, key))} />
          ))}
        </Stats>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        {hasFolds(run) && run.modelDigest === null ? <FoldsPanel run={run} /> : <MetricsPanel run={run} />}
        <Stack gap="lg">
          <TimingsPanel run={run} />
          <ResumedPanel run={run} />
          {recorded && (
            <>
              <Panel title="Tags">
                <RunTags run={run} />
              </Panel>
              <Panel title="Note">
                <RunNote run={run} />
              </Panel>
            </>
          )}
        </Stack>
      </SimpleGrid>
      {run.modelDigest !== null && <FoldsPanel run={run} />}
      <TrainingCurves run={run} />
    </Stack>
  );
}

/** The coefficients are those of a search that was cut off: usable, but not what the parameters ask for. */
function NotConverged({ run }: { run: RunRecord }) {
  const steps = metricOf(run, 'n_iter');
  return (
    <Alert color="yellow" title="The search had not converged">
      It stopped{Number.isNaN(steps) ? '' : ` after ${formatPlural(steps, 'iteration')}`}, before it reached
      its tolerance. Raise max_iter, scale the features, or allow a larger tol.
    </Alert>
  );
}

/** An interruption changes nothing of the model; that there was one is part of the record. */
function ResumedPanel({ run: { resumed = [] } }: { run: RunRecord }) {
  if (resumed.length === 0) return null;
  return (
    <Panel title="Resumed">
      {resumed.map(({ at, done, total }) => (
        <Text key={at} fz="sm">
          <TimeAgo at={at} />, from step {formatCount(done)} of {formatCount(total)}
        </Text>
      ))}
    </Panel>
  );
}

function MetricsPanel({ run }: { run: RunRecord }) {
  const names = [
    ...new Set(
      metricKeys([run])
        .filter((key) => /^(test|train)_/.test(key))
        .map((key) => key.replace(/^(test|train)_/, '')),
    ),
  ];
  return (
    <Panel
      title="Metrics"
      {...(run.nRows === 0
        ? {}
        : {
            note: `${formatCount(run.nRows)} rows, ${Math.round(run.recipe.split.test * 100)} % held out`,
          })}
      flush={names.length > 0}
    >
      {names.length === 0 ? (
        <Text fz="sm" c="dimmed">
          This run has no metrics.
        </Text>
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Metric</Table.Th>
              <Table.Th ta="right">Test</Table.Th>
              <Table.Th ta="right">Training</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name) => (
              <Table.Tr key={name}>
                <Table.Td>{metricLabel(`test_${name}`)}</Table.Td>
                <Table.Td ta="right">{shown(metricOf(run, `test_${name}`))}</Table.Td>
                <Table.Td ta="right">{shown(metricOf(run, `train_${name}`))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

const shown = (value: number): string => (Number.isNaN(value) ? '–' : formatMetric(value));

const stages = [
  ['load_ms', 'Load'],
  ['validate_ms', 'Validate'],
  ['prepare_ms', 'Prepare'],
  ['train_ms', 'Train'],
  ['evaluate_ms', 'Evaluate'],
  ['folds_ms', 'Cross-validate'],
  ['total_ms', 'In all'],
] as const;

function TimingsPanel({ run }: { run: RunRecord }) {
  const { timings, resumed } = run;
  if (timings === null) return null;
  const { total_ms, ...parts } = timings;
  const folds_ms = total_ms - Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  const shown = { ...timings, folds_ms };
  return (
    <Panel title="Time" {...(resumed === undefined ? {} : { note: 'since it was resumed' })} flush>
      <Table verticalSpacing={5}>
        <Table.Tbody>
          {stages
            .filter(([key]) => key !== 'folds_ms' || (hasFolds(run) && run.modelDigest !== null))
            .map(([key, label]) => (
              <Table.Tr key={key} fw={key === 'total_ms' ? 600 : undefined}>
                <Table.Td>{label}</Table.Td>
                <Table.Td ta="right">{formatDuration(shown[key])}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
