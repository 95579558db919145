import { Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { VersionDrift } from '../../../shared/validation/version-drift.ts';
import { formatDateTime, formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import { useAnswer } from '../../shell/use-answer.ts';
import type { DatasetViewProps } from '../dataset-view.ts';
import { LookedAt } from '../explore/looked-at.tsx';
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
  const look = useAnswer(`version-drift:${before}:${after}`, async (host, options) => {
    const versions = { before: await host.tableRef(before), after: await host.tableRef(after) };
    return host.tasks.run('version-drift', versions, options);
  });
  return (
    <LookedAt look={look} height={160}>
      {(drift) => <Drift drift={drift} />}
    </LookedAt>
  );
}

function Drift({ drift }: { drift: VersionDrift }) {
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
