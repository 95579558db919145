import { Anchor, Table, Text, Tooltip } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { SortHeader } from '../experiments/sort-header.tsx';
import { formatPercent } from '../shell/format.ts';
import { Pill } from '../shell/pill.tsx';
import { sortRows, startsUp, type DriftRow } from './drift-rows.ts';
import { effectNames, formatP, statusLooks, testName } from './drift-words.ts';
import classes from './monitoring.module.css';
import type { DriftSort } from './drift-sorts.ts';

const route = getRouteApi('/monitoring');

interface DriftTableProps {
  readonly rows: readonly DriftRow[];
  /** Key of the row whose distributions are shown. */
  readonly open: string | null;
}

/** A line per feature, the most moved first; a click shows both distributions. */
export function DriftTable({ rows, open }: DriftTableProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const sort = search.sort ?? 'status';
  const up = search.up ?? startsUp(sort);
  const onSort = (by: DriftSort): void =>
    void navigate({
      search: (old) => ({ ...old, sort: by, up: by === sort ? !up : startsUp(by) }),
      replace: true,
      resetScroll: false,
    });
  const header = { sort, up, onSort };
  return (
    <Table miw={960} verticalSpacing={6} highlightOnHover aria-label="Drift by feature">
      <Table.Thead>
        <Table.Tr>
          <SortHeader {...header} by="feature" label="Feature" />
          <SortHeader {...header} by="status" label="Status" />
          <Table.Th>Test</Table.Th>
          <SortHeader {...header} by="effect" label="Effect" right />
          <SortHeader {...header} by="p" label="Adjusted p" right />
          <SortHeader {...header} by="psi" label="PSI" right />
          <SortHeader {...header} by="missing" label="Missing, then → now" right />
          <SortHeader {...header} by="new-levels" label="New levels" right />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sortRows(rows, sort, up).map((row) => (
          <FeatureRow key={row.key} row={row} open={row.key === open} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function FeatureRow({ row: { key, title, drift }, open }: { row: DriftRow; open: boolean }) {
  const navigate = route.useNavigate();
  const show = (): void =>
    void navigate({
      search: (old) => ({ ...old, feature: open ? undefined : key }),
      replace: true,
      resetScroll: false,
    });
  const { tone, label } = statusLooks[drift.status];
  const judged = drift.status !== 'not-enough-data';
  const { reference, current } = drift.missingRate;
  return (
    <Table.Tr className={classes['row']} data-open={open || undefined} onClick={show}>
      <Table.Th scope="row">
        <Anchor component="button" type="button" fw={550} ta="left" aria-expanded={open}>
          {title}
        </Anchor>
      </Table.Th>
      <Table.Td>
        <Pill tone={tone}>{label}</Pill>
      </Table.Td>
      <Table.Td>
        <Text fz="xs" c="dimmed">
          {testName(drift.test)}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{judged ? <EffectCell effect={drift.effect} /> : '–'}</Table.Td>
      <Table.Td ta="right">{judged ? formatP(drift.adjustedP) : '–'}</Table.Td>
      <Table.Td ta="right">{judged ? drift.psi.toFixed(3) : '–'}</Table.Td>
      <Table.Td ta="right">
        {formatPercent(reference)} → {formatPercent(current)}
      </Table.Td>
      <Table.Td ta="right">{drift.kind === 'numeric' ? '–' : formatPercent(drift.newLevelShare)}</Table.Td>
    </Table.Tr>
  );
}

function EffectCell({ effect }: { effect: DriftRow['drift']['effect'] }) {
  const { short, long } = effectNames[effect.name];
  const floor = effect.noiseFloor > 0 ? `; chance alone may reach ${effect.noiseFloor.toFixed(3)}` : '';
  return (
    <Tooltip label={`${long}; ${effect.threshold} and more matters${floor}`} multiline maw={300}>
      <span>
        <Text span fz="xs" c="dimmed">
          {short}{' '}
        </Text>
        {effect.value.toFixed(3)}
        <Text span fz="xs" c="dimmed">
          {' '}
          / {effect.threshold}
        </Text>
      </span>
    </Tooltip>
  );
}
