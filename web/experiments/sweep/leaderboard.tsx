import { Anchor, Button, Progress, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { estimatorByName } from '../../../shared/estimators/registry.ts';
import type { Trial } from '../../../shared/pipelines/search/trial.ts';
import type { ParamValue } from '../../../shared/records/recipe.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { LeaderboardRow } from '../../../workers/lifecycle/sweep/leaderboard-rows.ts';
import { percentOf } from '../../shell/activity.ts';
import { formatMetric, formatNumber, formatPlural } from '../../shell/format.ts';
import { metricLabel } from '../../shell/metric-labels.ts';
import { Panel } from '../../shell/panel.tsx';
import { Pill } from '../../shell/pill.tsx';
import classes from '../experiments.module.css';
import type { LiveTrial, Sweeping } from './sweeping.ts';

interface LeaderboardProps {
  readonly sweep: SweepRecord;
  readonly rows: readonly LeaderboardRow[];
  readonly live: Sweeping | null;
}

/** Rows added at a time. */
const PAGE = 20;

/** Trials, the best first; those under way above them. */
export function Leaderboard({ sweep, rows, live }: LeaderboardProps) {
  const [shown, setShown] = useState(PAGE);
  const params = [...new Set(sweep.spec.models.flatMap(({ space }) => space.map(({ param }) => param)))];
  const several = sweep.spec.models.length > 1;
  const halved = rows.some(({ rung }) => rung > 0);
  const under = (live?.trials ?? []).filter(({ phase }) => phase === 'search');
  const width = 3 + params.length + Number(several) + Number(halved);
  return (
    <Panel title="Leaderboard" note={formatPlural(rows.length, 'trial')} flush>
      <Table
        highlightOnHover
        horizontalSpacing="sm"
        className={classes['runs']}
        miw={360 + width * 70}
        aria-label="Trials, the best first"
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Trial</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th ta="right">{metricLabel(sweep.spec.metric)}</Table.Th>
            <Table.Th ta="right">±</Table.Th>
            {halved && <Table.Th ta="right">Round</Table.Th>}
            {several && <Table.Th>Model</Table.Th>}
            {params.map((param) => (
              <Table.Th key={param} ta="right">
                {param}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {under.map((each) => (
            <LiveRow
              key={`live-${each.trial.index}`}
              live={each}
              sweep={sweep}
              columns={{ params, several, halved }}
            />
          ))}
          {rows.slice(0, shown).map((row, at) => (
            <TrialRow
              key={row.runId}
              row={row}
              best={at === 0 && row.mean !== null}
              columns={{ params, several, halved }}
            />
          ))}
          {rows.length === 0 && under.length === 0 && (
            <Table.Tr>
              <Table.Td colSpan={4 + width}>
                <Text c="dimmed" fz="sm">
                  No trial has ended yet.
                </Text>
              </Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
      {rows.length > shown && (
        <Button variant="subtle" m="sm" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, rows.length - shown)} more
        </Button>
      )}
    </Panel>
  );
}

interface Columns {
  readonly params: readonly string[];
  readonly several: boolean;
  readonly halved: boolean;
}

function TrialRow({ row, best, columns }: { row: LeaderboardRow; best: boolean; columns: Columns }) {
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <Anchor
            fz="sm"
            renderRoot={(props) => (
              <Link to="/experiments/runs/$runId" params={{ runId: row.runId }} {...props} />
            )}
          >
            {row.trial + 1}
          </Anchor>
        </Table.Td>
        <Table.Td>
          {row.status === 'FAILED' ? (
            <Pill tone="bad">Failed</Pill>
          ) : best ? (
            <Pill tone="good">Best</Pill>
          ) : (
            <Pill>Finished</Pill>
          )}
        </Table.Td>
        <Table.Td ta="right" className="numeric">
          {best ? <span className={classes['best']}>{formatMetric(row.mean)}</span> : formatMetric(row.mean)}
        </Table.Td>
        <Table.Td ta="right" className="numeric">
          {formatMetric(row.std)}
        </Table.Td>
        <Figures columns={columns} rung={row.rung} estimator={row.estimator} params={row.params} />
      </Table.Tr>
      {row.error !== null && (
        <Table.Tr>
          <Table.Td />
          <Table.Td colSpan={4 + columns.params.length + 2} style={{ whiteSpace: 'normal' }}>
            <Text fz="xs" c="dimmed">
              {row.error}
            </Text>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

interface LiveRowProps {
  readonly live: LiveTrial;
  readonly sweep: SweepRecord;
  readonly columns: Columns;
}

function LiveRow({ live, sweep, columns }: LiveRowProps) {
  const { trial } = live;
  const percent = percentOf(live.progress);
  return (
    <Table.Tr>
      <Table.Td>{trial.index + 1}</Table.Td>
      <Table.Td>
        <Pill tone="accent">Training</Pill>
      </Table.Td>
      <Table.Td colSpan={2}>
        <Progress
          size="sm"
          value={percent ?? 0}
          miw={90}
          aria-label={`Progress of trial ${trial.index + 1}`}
        />
      </Table.Td>
      <Figures
        columns={columns}
        rung={trial.rung}
        estimator={estimatorOf(sweep, trial)}
        params={trial.params}
      />
    </Table.Tr>
  );
}

const estimatorOf = ({ spec }: SweepRecord, { model }: Trial): string =>
  spec.models[model]?.recipe.estimator.name ?? '';

interface FiguresProps {
  readonly columns: Columns;
  readonly rung: number;
  readonly estimator: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

function Figures({ columns, rung, estimator, params }: FiguresProps) {
  return (
    <>
      {columns.halved && <Table.Td ta="right">{rung + 1}</Table.Td>}
      {columns.several && <Table.Td>{estimatorByName(estimator).title}</Table.Td>}
      {columns.params.map((param) => (
        <Table.Td key={param} ta="right" className="numeric">
          {shown(params[param])}
        </Table.Td>
      ))}
    </>
  );
}

function shown(value: ParamValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? formatNumber(value) : value === null ? 'none' : String(value);
}
