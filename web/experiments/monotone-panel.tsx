import { MultiSelect, SimpleGrid, Text } from '@mantine/core';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import type { NewRun, RunWish } from './use-new-run.ts';

type Direction = RunWish['monotone'][number]['direction'];

const fields: readonly { direction: Direction; label: string; description: string }[] = [
  {
    direction: 'increasing',
    label: 'Must not fall with',
    description: 'Higher value, never a lower prediction',
  },
  {
    direction: 'decreasing',
    label: 'Must not rise with',
    description: 'Higher value, never a higher prediction',
  },
];

export const canHold = (estimators: readonly string[]): boolean =>
  estimators.some((name) => estimatorByName(name).monotone === true);

/** What everybody knows of a feature, said before the data has its say. */
export function MonotonePanel({ form, dataset }: { readonly form: NewRun; readonly dataset: DatasetRecord }) {
  const { wish, edit } = form;
  const { monotone } = wish;
  const numbers = dataset.schema.filter(({ name, type }) => type === 'numeric' && name !== wish.target);
  if (numbers.length === 0) return null;
  const named = (direction: Direction): string[] =>
    monotone.filter((each) => each.direction === direction).map(({ name }) => name);
  const set = (direction: Direction, names: readonly string[]): void =>
    edit({
      monotone: [
        ...monotone.filter((each) => each.direction !== direction && !names.includes(each.name)),
        ...names.map((name) => ({ name, direction })),
      ],
    });
  return (
    <Panel
      title="Directions"
      {...(monotone.length === 0 ? {} : { note: formatPlural(monotone.length, 'feature') })}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {fields.map(({ direction, label, description }) => (
          <MultiSelect
            key={direction}
            label={label}
            description={description}
            placeholder={named(direction).length === 0 ? 'No feature' : ''}
            data={numbers.map(({ name }) => name)}
            value={named(direction)}
            onChange={(names) => set(direction, names)}
            searchable
            clearable
          />
        ))}
      </SimpleGrid>
      <Text fz="xs" c="dimmed" mt="sm">
        {about(form.task, wish.estimators)}
      </Text>
    </Panel>
  );
}

function about(task: NewRun['task'], estimators: readonly string[]): string {
  const able = estimators.map(estimatorByName).filter(({ monotone }) => monotone === true);
  const who = `Holds for ${able.map(({ title }) => title).join(' and ')}`;
  return task === 'classification' ? `${who}, for the probability of the second of two classes.` : `${who}.`;
}
