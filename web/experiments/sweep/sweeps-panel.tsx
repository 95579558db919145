import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import { leaderboardRows } from '../../../workers/lifecycle/sweep/leaderboard-rows.ts';
import { trialsAmong } from '../../../workers/lifecycle/sweep/trial-runs.ts';
import { formatMetric, formatPlural } from '../../shell/format.ts';
import { metricLabel } from '../../shell/metric-labels.ts';
import { Panel } from '../../shell/panel.tsx';
import { Pill, type Tone } from '../../shell/pill.tsx';
import { TimeAgo } from '../../shell/time-ago.tsx';
import { useLive } from '../../shell/use-live.ts';

const MOST_SHOWN = 8;

const tones: Record<SweepRecord['status'], Tone> = {
  RUNNING: 'accent',
  FINISHED: 'good',
  STOPPED: 'warn',
  FAILED: 'bad',
};

/** The latest sweeps of this device; nothing while there is none. */
export function SweepsPanel({ runs }: { runs: readonly RunRecord[] }) {
  const sweeps = useLive((host) => host.workspace.sweeps.list(), []);
  if (sweeps === undefined || sweeps.length === 0) return null;
  const latest = sweeps.toReversed().slice(0, MOST_SHOWN);
  return (
    <Panel title="Sweeps" note={formatPlural(sweeps.length, 'sweep')} flush>
      <Table miw={560} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Sweep</Table.Th>
            <Table.Th>Dataset</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th ta="right">Trials</Table.Th>
            <Table.Th ta="right">Best</Table.Th>
            <Table.Th ta="right">Started</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {latest.map((sweep) => (
            <SweepRow key={sweep.sweepId} sweep={sweep} runs={runs} />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function SweepRow({ sweep, runs }: { sweep: SweepRecord; runs: readonly RunRecord[] }) {
  const rows = leaderboardRows(sweep, trialsAmong(runs, sweep.sweepId));
  const [best] = rows;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          fz="sm"
          renderRoot={(props) => (
            <Link to="/experiments/sweeps/$sweepId" params={{ sweepId: sweep.sweepId }} {...props} />
          )}
        >
          {sweep.name}
        </Anchor>
      </Table.Td>
      <Table.Td>{sweep.dataset}</Table.Td>
      <Table.Td>
        <Pill tone={tones[sweep.status]}>{sweep.status.charAt(0) + sweep.status.slice(1).toLowerCase()}</Pill>
      </Table.Td>
      <Table.Td ta="right">
        {rows.length} / {sweep.planned}
      </Table.Td>
      <Table.Td ta="right" className="numeric">
        {best?.mean == null ? (
          '–'
        ) : (
          <>
            {formatMetric(best.mean)}{' '}
            <Text span fz="xs" c="dimmed">
              {metricLabel(sweep.spec.metric)}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <TimeAgo at={sweep.startedAt} />
      </Table.Td>
    </Table.Tr>
  );
}
