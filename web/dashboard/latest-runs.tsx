import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunRecord } from '../../shared/records/run.ts';
import type { RegistryState } from '../../shared/registry/state.ts';
import { metricOf, rankingMetric } from '../../workers/lifecycle/leaderboard.ts';
import { trialIndexOf } from '../../workers/lifecycle/sweep/trial-runs.ts';
import { formatDuration, formatMetric } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';
import { RunStatusPill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';

const SHOWN = 8;

export function LatestRuns({ registry }: { registry: RegistryState }) {
  const runs = [...registry.runs.values()]
    .map((entry) => entry.run)
    // A sweep is one thing: its best is here, its trials are on its leaderboard.
    .filter((run) => trialIndexOf(run) === null)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  return (
    <Panel
      title="Latest runs"
      flush={runs.length > 0}
      actions={
        <Anchor fz="sm" renderRoot={(props) => <Link to="/experiments" {...props} />}>
          All runs
        </Anchor>
      }
    >
      {runs.length === 0 ? (
        <Text fz="sm" c="dimmed">
          Nothing was trained yet.
        </Text>
      ) : (
        <Table miw={760}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Run</Table.Th>
              <Table.Th>Experiment</Table.Th>
              <Table.Th>Dataset</Table.Th>
              <Table.Th>Status</Table.Th>
              <Table.Th ta="right">Result</Table.Th>
              <Table.Th ta="right">Took</Table.Th>
              <Table.Th ta="right">When</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.slice(0, SHOWN).map((run) => (
              <RunRow key={run.runId} run={run} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

function RunRow({ run }: { run: RunRecord }) {
  const key = rankingMetric(run.recipe.task);
  const value = metricOf(run, key);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          fw={550}
          renderRoot={(props) => (
            <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />
          )}
        >
          {run.name}
        </Anchor>
      </Table.Td>
      <Table.Td>{run.experiment}</Table.Td>
      <Table.Td>{run.dataset}</Table.Td>
      <Table.Td>
        <RunStatusPill status={run.status} />
      </Table.Td>
      <Table.Td ta="right">
        {Number.isNaN(value) ? '–' : `${metricLabel(key)} ${formatMetric(value)}`}
      </Table.Td>
      <Table.Td ta="right">{run.timings === null ? '–' : formatDuration(run.timings.total_ms)}</Table.Td>
      <Table.Td ta="right">
        <TimeAgo at={run.startedAt} />
      </Table.Td>
    </Table.Tr>
  );
}
