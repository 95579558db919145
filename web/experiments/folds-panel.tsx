import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunRecord } from '../../shared/records/run.ts';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';
import { SWEEP_TAG, tagOf } from '../../workers/lifecycle/sweep/trial-runs.ts';
import { formatMetric, formatPlural } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';

/** Whether a run has figures of a cross-validation. */
export const hasFolds = ({ metrics }: RunRecord): boolean => metrics.some(({ key }) => key.startsWith('cv_'));

/** What each fold of a run came to, with the mean and how far the folds are apart; nothing without folds. */
export function FoldsPanel({ run }: { run: RunRecord }) {
  if (!hasFolds(run)) return null;
  const names = run.metrics.flatMap(({ key }) => /^cv_(.+)_mean$/.exec(key)?.[1] ?? []);
  const folds = Math.max(
    ...names.map((name) => run.metrics.filter(({ key }) => key === `cv_${name}`).length),
  );
  return (
    <Panel title="Cross-validation" note={<Note run={run} folds={folds} />} flush>
      <Table miw={220 + folds * 64} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            <Table.Th ta="right">Mean</Table.Th>
            <Table.Th ta="right">±</Table.Th>
            {Array.from({ length: folds }, (_, fold) => (
              <Table.Th key={fold} ta="right" fw={450}>
                {fold + 1}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {names.map((name) => (
            <Table.Tr key={name}>
              <Table.Td>{metricLabel(name)}</Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatMetric(metricOf(run, `cv_${name}_mean`))}
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatMetric(metricOf(run, `cv_${name}_std`))}
              </Table.Td>
              {Array.from({ length: folds }, (_, fold) => (
                <Table.Td key={fold} ta="right" className="numeric">
                  {formatMetric(valueOf(run, name, fold))}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

const valueOf = (run: RunRecord, name: string, fold: number) =>
  run.metrics.find(({ key, step }) => key === `cv_${name}` && step === fold)?.value;

function Note({ run, folds }: { run: RunRecord; folds: number }) {
  const sweepId = tagOf(run, SWEEP_TAG);
  return (
    <Text span fz="xs">
      {formatPlural(folds, 'fold')} of the training part
      {sweepId !== null && (
        <>
          {' · '}
          <Anchor
            fz="xs"
            renderRoot={(props) => <Link to="/experiments/sweeps/$sweepId" params={{ sweepId }} {...props} />}
          >
            its sweep
          </Anchor>
        </>
      )}
    </Text>
  );
}
