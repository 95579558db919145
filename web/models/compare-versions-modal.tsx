import { Group, Modal, Select, Stack, Table } from '@mantine/core';
import { useState } from 'react';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import { formatBytes, formatMetric } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { tagsText } from './typed-pairs.ts';

/** Two versions side by side, files of other tools among them. */
export function CompareVersionsModal({ model, onClose }: { model: ModelEntry; onClose: () => void }) {
  const [first, setFirst] = useState(model.versions.at(-2)!.versionId);
  const [second, setSecond] = useState(model.versions.at(-1)!.versionId);
  const byId = (id: string): VersionEntry => model.versions.find(({ versionId }) => versionId === id)!;
  const [one, two] = [byId(first), byId(second)];
  const choices = model.versions.map(({ versionId, version, semver }) => ({
    value: versionId,
    label: `v${version} (${semver})`,
  }));
  const choose = (set: (id: string) => void) => (next: string | null) => next !== null && set(next);
  return (
    <Modal opened onClose={onClose} title={`Versions of ${model.name}`} size="lg">
      <Stack>
        <Group grow>
          <Select
            label="One"
            data={choices}
            value={first}
            onChange={choose(setFirst)}
            allowDeselect={false}
          />
          <Select
            label="Other"
            data={choices}
            value={second}
            onChange={choose(setSecond)}
            allowDeselect={false}
          />
        </Group>
        <ScrollBox>
          <Table miw={420}>
            <Table.Tbody>
              {factRows(one, two).map(([label, left, right]) => (
                <Table.Tr key={label}>
                  <Table.Th scope="row" fw={500}>
                    {label}
                  </Table.Th>
                  <Table.Td>{left}</Table.Td>
                  <Table.Td fw={left === right ? 400 : 600}>{right}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      </Stack>
    </Modal>
  );
}

function factRows(one: VersionEntry, two: VersionEntry): [string, string, string][] {
  const row = (label: string, fact: (version: VersionEntry) => string): [string, string, string] => [
    label,
    fact(one),
    fact(two),
  ];
  const keys = [...new Set([...one.metrics, ...two.metrics].map(({ key }) => key))];
  return [
    row('Type', ({ estimator }) => estimator),
    row('Kept as', ({ file }) => (file === undefined ? 'package' : file.name)),
    row('Stage', ({ stage }) => stage),
    row('Size', ({ sizeBytes }) => formatBytes(sizeBytes)),
    row('Data version', ({ dataVersion }) => dataVersion.slice(0, 12) || '–'),
    row('Digest', ({ digest }) => digest.slice(0, 12)),
    row('Tags', ({ tags }) => tagsText(tags) || '–'),
    row('Description', ({ description }) => description || '–'),
    ...keys.map((key) =>
      row(metricLabel(key), ({ metrics }) => formatMetric(metrics.find((each) => each.key === key)?.value)),
    ),
  ];
}
