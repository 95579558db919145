import { Alert, Stack, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { DriftReport } from '../../shared/monitoring/drift-report.ts';
import { driftThresholds } from '../../shared/statistics/drift-thresholds.ts';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { formatCount, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { DriftDetail } from './drift-detail.tsx';
import { driftRows } from './drift-rows.ts';
import { DriftTable } from './drift-table.tsx';

const route = getRouteApi('/monitoring');

/** How the inputs and the answers moved from what the version was trained on. */
export function DriftPanel({ monitored: { drift, reference, signature } }: { monitored: MonitoredVersion }) {
  const open = route.useSearch({ select: (search) => search.feature });
  if (drift === null || reference === null) return <NoReference />;
  const rows = driftRows(drift, reference, signature);
  const opened = rows.find((row) => row.key === open);
  return (
    <Stack gap="lg">
      <Panel
        title="Drift"
        note={`${formatPlural(drift.nRows, 'prediction')} against ${formatCount(reference.nRows)} training rows`}
        actions={<Verdict drift={drift} />}
        flush
      >
        {drift.status === 'not-enough-data' && (
          <Alert color="gray" radius={0} icon={<IconHourglass />}>
            {formatPlural(drift.nRows, 'prediction is', 'predictions are')} too few: below{' '}
            {driftThresholds.fewestRows} a comparison would only show chance. That is not the same as no
            drift.
          </Alert>
        )}
        <DriftTable rows={rows} open={opened?.key ?? null} />
      </Panel>
      {opened !== undefined && <DriftDetail row={opened} />}
    </Stack>
  );
}

function NoReference() {
  return (
    <Panel title="Drift">
      <Text fz="sm" c="dimmed">
        The reference profile is part of the model package, which is not on this device yet.
      </Text>
    </Panel>
  );
}

function Verdict({ drift: { status, features } }: { drift: DriftReport }) {
  if (status === 'not-enough-data') return <Pill>Not enough data</Pill>;
  if (status === 'ok') return <Pill tone="good">No drift</Pill>;
  const moved = features.filter((feature) => feature.status === 'drift').length;
  return (
    <Pill tone="bad">
      {moved === 0 ? 'The answers moved' : formatPlural(moved, 'feature moved', 'features moved')}
    </Pill>
  );
}
