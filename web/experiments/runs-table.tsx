import { Anchor, Button, Center, Checkbox, Table, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';
import { formatDuration, formatMetric, formatPlural } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { RunStatusPill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { bestValues } from './best-values.ts';
import type { RunSort } from './run-columns.ts';
import classes from './experiments.module.css';
import { SortHeader } from './sort-header.tsx';
import type { ListedRun } from './use-runs.ts';

interface RunsTableProps {
  readonly runs: readonly ListedRun[];
  readonly metrics: readonly string[];
  readonly sort: RunSort;
  readonly up: boolean;
  readonly onSort: (sort: RunSort) => void;
  readonly chosen: readonly string[];
  readonly onChoose: (runIds: readonly string[]) => void;
}

/** Rows added at a time. */
const PAGE = 100;

export function RunsTable({ runs, metrics, sort, up, onSort, chosen, onChoose }: RunsTableProps) {
  const [shown, setShown] = useState(PAGE);
  const best = bestValues(
    runs.map(({ run }) => run),
    metrics,
  );
  const header = { sort, up, onSort };
  const toggle = (runId: string): void =>
    onChoose(chosen.includes(runId) ? chosen.filter((each) => each !== runId) : [...chosen, runId]);
  return (
    <>
      <Table
        highlightOnHover
        miw={640 + metrics.length * 80}
        horizontalSpacing="sm"
        className={classes['runs']}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={44}>
              <VisuallyHidden>Choose</VisuallyHidden>
            </Table.Th>
            <SortHeader {...header} by="name" label="Run" />
            <SortHeader {...header} by="experiment" label="Experiment" />
            <SortHeader {...header} by="dataset" label="Dataset" />
            <Table.Th>Status</Table.Th>
            {metrics.map((key) => (
              <SortHeader key={key} {...header} by={`metric:${key}`} label={metricLabel(key)} right />
            ))}
            <SortHeader {...header} by="took" label="Took" right />
            <SortHeader {...header} by="started" label="Started" right />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.slice(0, shown).map(({ run, interrupted }) => (
            <Table.Tr key={run.runId} data-selected={chosen.includes(run.runId) || undefined}>
              <Table.Td>
                <Checkbox
                  size="xs"
                  aria-label={`Choose ${run.name}`}
                  checked={chosen.includes(run.runId)}
                  onChange={() => toggle(run.runId)}
                />
              </Table.Td>
              <Table.Td>
                <Anchor
                  fw={550}
                  className={classes['runName']}
                  title={run.name}
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
                <RunStatusPill status={run.status} interrupted={interrupted} />
              </Table.Td>
              {metrics.map((key) => {
                const value = metricOf(run, key);
                return (
                  <Table.Td key={key} ta="right">
                    <span className={value === best.get(key) ? classes['best'] : undefined}>
                      {Number.isNaN(value) ? '–' : formatMetric(value)}
                    </span>
                  </Table.Td>
                );
              })}
              <Table.Td ta="right">
                {run.timings === null ? '–' : formatDuration(run.timings.total_ms)}
              </Table.Td>
              <Table.Td ta="right">
                <TimeAgo at={run.startedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {runs.length > shown && (
        <Center p="sm">
          <Button size="xs" variant="default" onClick={() => setShown(shown + PAGE)}>
            Show {formatPlural(Math.min(PAGE, runs.length - shown), 'more run', 'more runs')}
          </Button>
        </Center>
      )}
    </>
  );
}
