import { Group, Select, Text } from '@mantine/core';
import { IconTarget } from '@tabler/icons-react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';

/** What is to be predicted. A change can be taken back. */
export function TargetSelect({ dataset }: { dataset: DatasetRecord }) {
  const { datasets } = useHost().workspace;
  const { name, target, schema } = dataset;
  const change = async (next: string | null): Promise<void> => {
    await datasets.setTarget(name, next);
    notifyDone(next === null ? `${name} has no target now.` : `The target is ${next}.`, () =>
      datasets.setTarget(name, target),
    );
  };
  return (
    <Group gap="xs">
      <IconTarget size={17} stroke={1.7} aria-hidden />
      <Text fz="sm" fw={500} component="label" htmlFor="dataset-target">
        Target
      </Text>
      <Select
        id="dataset-target"
        size="xs"
        w={220}
        data={schema.map((column) => column.name)}
        value={target}
        onChange={(next) => void change(next).catch(notifyError)}
        searchable
        limit={100}
        clearable
        allowDeselect={false}
        placeholder="None yet"
      />
    </Group>
  );
}
