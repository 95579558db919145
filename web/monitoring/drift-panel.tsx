import { Alert, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { driftThresholds } from '../../shared/monitoring/drift-thresholds.ts';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { formatCount, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { DriftTable } from './drift-table.tsx';

/** How the inputs moved from what the version was trained on. */
export function DriftPanel({ monitored }: { monitored: MonitoredVersion }) {
  const { drift, reference } = monitored;
  if (drift === null || reference === null) {
    return (
      <Panel title="Input drift">
        <Text fz="sm" c="dimmed">
          The reference profile is part of the model package, which is not on this device yet.
        </Text>
      </Panel>
    );
  }
  const moved = drift.features.filter((feature) => feature.status === 'drift').length;
  const pill =
    drift.status === 'not-enough-data' ? (
      <Pill>Not enough data</Pill>
    ) : drift.status === 'drift' ? (
      <Pill tone="bad">
        {moved === 0 ? 'Drift' : formatPlural(moved, 'column has moved', 'columns have moved')}
      </Pill>
    ) : (
      <Pill tone="good">No drift</Pill>
    );
  return (
    <Panel
      title="Input drift"
      note={`${formatCount(drift.nRows)} predictions against ${formatCount(reference.nRows)} training rows`}
      actions={pill}
      flush
    >
      {drift.status === 'not-enough-data' && (
        <Alert color="gray" radius={0} icon={<IconHourglass />}>
          Below {driftThresholds.fewestRows} predictions a comparison would only show chance: not enough data,
          which is not the same as no drift.
        </Alert>
      )}
      <DriftTable drift={drift} reference={reference} />
    </Panel>
  );
}
