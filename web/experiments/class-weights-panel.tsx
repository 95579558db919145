import { Group, NumberInput, Text } from '@mantine/core';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { formatCount } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import type { NewRun } from './use-new-run.ts';

interface ClassWeightsPanelProps {
  readonly form: NewRun;
  readonly dataset: DatasetRecord;
}

/** More classes than this are weighed by `balanced`, or by a recipe. */
const MOST_CLASSES = 30;

/** The classes of the target with their rows; none where the data does not say. */
export function classesOf(dataset: DatasetRecord, target: string | null): { value: string; count: number }[] {
  const classes = dataset.versions.at(-1)?.classes ?? null;
  if (classes === null || classes.column !== target || classes.others > 0) return [];
  return classes.counts.length > MOST_CLASSES ? [] : classes.counts;
}

/** What a row of each class counts when the models learn. */
export function ClassWeightsPanel({ form, dataset }: ClassWeightsPanelProps) {
  const { wish, edit } = form;
  const { classWeights } = wish;
  const weigh = (label: string, weight: number): void => {
    const next = new Map(classWeights);
    if (weight === 1) next.delete(label);
    else next.set(label, weight);
    edit({ classWeights: next });
  };
  return (
    <Panel
      title="Weights of classes"
      {...(classWeights.size === 0
        ? {}
        : { note: [...classWeights].map(([k, w]) => `${k} × ${w}`).join(', ') })}
    >
      <Group gap="md" align="flex-end">
        {classesOf(dataset, wish.target).map(({ value, count }) => (
          <NumberInput
            key={value}
            label={value}
            description={`${formatCount(count)} rows`}
            w={130}
            min={0.01}
            max={1000}
            step={0.5}
            value={classWeights.get(value) ?? 1}
            onChange={(weight) => typeof weight === 'number' && weight > 0 && weigh(value, weight)}
          />
        ))}
      </Group>
      <Text fz="xs" c="dimmed" mt="sm">
        A row of weight 2 counts as two. To make all classes count the same, leave these at 1 and set the
        class weight of an estimator to balanced.
      </Text>
    </Panel>
  );
}
