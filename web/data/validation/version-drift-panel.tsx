import { Select, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatDateTime, formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import { useAnswer } from '../../shell/use-answer.ts';
import type { DatasetViewProps } from '../dataset-view.ts';
import { DriftTable } from './drift-table.tsx';

/** What changed in the distributions since another version; there must be one. */
export function VersionDriftPanel({ dataset, dataVersion }: DatasetViewProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const others = dataset.versions
    .map((version, at) => ({ ...version, number: at + 1 }))
    .filter((version) => version.dataVersion !== dataVersion);
  if (others.length === 0) return null;
  const options = new Map(
    others.map((each) => [
      each.dataVersion,
      `#${each.number} · ${formatPlural(each.nRows, 'row')} · ${formatDateTime(each.at)}`,
    ]),
  );
  return (
    <Panel title="Drift against another version">
      <Stack>
        <Select
          label="Version"
          data={[...options].map(([value, label]) => ({ value, label }))}
          value={chosen}
          onChange={setChosen}
          placeholder="Choose a version"
          maw={360}
        />
        {chosen !== null && <Compared before={chosen} after={dataVersion} />}
      </Stack>
    </Panel>
  );
}

const reasons = {
  gone: 'is gone',
  new: 'is new',
  'type-changed': 'has another type',
  identifier: 'holds identifiers',
} as const;

function Compared({ before, after }: { before: string; after: string }) {
  const { answer: drift, error } = useAnswer(`version-drift:${before}:${after}`, async (host) =>
    host.tasks.run('version-drift', {
      before: await host.tableRef(before),
      after: await host.tableRef(after),
    }),
  );
  if (error !== null) return <ErrorPanel error={error} />;
  if (drift === undefined) return <Skeleton height={160} />;
  return (
    <Stack gap="xs">
      <DriftTable columns={drift.columns} label="Drift of columns" />
      {drift.left.length > 0 && (
        <Text fz="xs" c="dimmed">
          Not compared: {drift.left.map(({ name, why }) => `${name} ${reasons[why]}`).join(', ')}.
        </Text>
      )}
    </Stack>
  );
}
