import { Anchor, Group, Table, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import { rankingMetric } from '../../workers/lifecycle/leaderboard.ts';
import { formatMetric, formatPlural } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill, StagePill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { VersionMenu } from './version-menu.tsx';

interface VersionsTableProps {
  readonly model: ModelEntry;
  /** Number of the version whose details are open. */
  readonly shown: number | null;
}

export function VersionsTable({ model, shown }: VersionsTableProps) {
  return (
    <Panel title="Versions" note={formatPlural(model.versions.length, 'version')} flush>
      <Table miw={760}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>Stage</Table.Th>
            <Table.Th>Aliases</Table.Th>
            <Table.Th>Estimator</Table.Th>
            <Table.Th ta="right">On its test part</Table.Th>
            <Table.Th ta="right">Registered</Table.Th>
            <Table.Th w={130}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...model.versions].reverse().map((version) => (
            <VersionRow
              key={version.versionId}
              model={model}
              version={version}
              shown={version.version === shown}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function VersionRow({ model, version, shown }: { model: ModelEntry; version: VersionEntry; shown: boolean }) {
  const aliases = [...model.aliases]
    .filter(([, versionId]) => versionId === version.versionId)
    .map(([alias]) => alias);
  const key = rankingMetric(version.task);
  return (
    <Table.Tr data-selected={shown || undefined} bg={shown ? 'var(--surface-hover)' : 'transparent'}>
      <Table.Th scope="row">
        <Group gap={8} wrap="nowrap">
          <Anchor
            fw={600}
            aria-current={shown || undefined}
            renderRoot={(props) => (
              <Link
                to="/models/$model"
                params={{ model: model.name }}
                search={{ version: version.version }}
                {...props}
              />
            )}
          >
            v{version.version}
          </Anchor>
          <span style={{ fontWeight: 400, fontSize: 12, color: 'var(--mantine-color-dimmed)' }}>
            {version.semver}
          </span>
          {version.seq === null && <Pill>not shared yet</Pill>}
        </Group>
      </Table.Th>
      <Table.Td>
        <StagePill stage={version.stage} />
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {aliases.map((alias) => (
            <Pill key={alias} tone="accent">
              @{alias}
            </Pill>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>{version.estimator}</Table.Td>
      <Table.Td ta="right">
        {metricLabel(key)} {formatMetric(version.metrics.find((each) => each.key === key)?.value)}
      </Table.Td>
      <Table.Td ta="right">
        <TimeAgo at={version.at} />
      </Table.Td>
      <Table.Td ta="right">
        <VersionMenu model={model} version={version} />
      </Table.Td>
    </Table.Tr>
  );
}
