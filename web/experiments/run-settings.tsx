import { Input, NumberInput, SegmentedControl, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { Task } from '../../shared/estimators/estimator.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { Panel } from '../shell/panel.tsx';
import type { NewRun } from './use-new-run.ts';

interface RunSettingsProps {
  readonly form: NewRun;
  readonly dataset: DatasetRecord;
  /** Asked elsewhere where a search needs them anyway. */
  readonly folds?: boolean;
}

const tasks: { value: Task; label: string }[] = [
  { value: 'classification', label: 'Classes' },
  { value: 'regression', label: 'A number' },
];

export function RunSettings({ form, dataset, folds = true }: RunSettingsProps) {
  const { wish, edit, task } = form;
  return (
    <Panel title="What to learn">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
        <Select
          label="Target"
          description="The column to predict"
          data={dataset.schema.map((column) => column.name)}
          value={wish.target}
          onChange={(target) => edit({ target, task: null })}
          searchable
          placeholder="Choose a column"
          allowDeselect={false}
        />
        <Input.Wrapper label="It is" description="Several classes, or a quantity" labelElement="div">
          <SegmentedControl
            aria-label="It is"
            fullWidth
            mt={5}
            data={tasks}
            value={task ?? ''}
            disabled={task === null}
            onChange={(next) => edit({ task: next as Task })}
          />
        </Input.Wrapper>
        <NumberInput
          label="Held out for the test"
          description="Share of the rows, in percent"
          value={Math.round(wish.test * 100)}
          onChange={(next) =>
            typeof next === 'number' && edit({ test: Math.min(90, Math.max(1, next)) / 100 })
          }
          min={1}
          max={90}
          suffix=" %"
        />
        <TextInput
          label="Experiment"
          description="The set that the runs belong to"
          value={wish.experiment}
          onChange={(event) => edit({ experiment: event.currentTarget.value })}
        />
        <TextInput
          label="Name"
          description="Left empty: estimator and seed"
          value={wish.name}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <NumberInput
          label="Seed"
          description="Same seed, same model"
          value={wish.seed}
          onChange={(next) => typeof next === 'number' && edit({ seed: next })}
          min={0}
          max={2 ** 32 - 1}
          allowDecimal={false}
        />
        {folds && (
          <NumberInput
            label="Cross-validation"
            description="Folds of the training part; empty: none"
            value={wish.folds ?? ''}
            onChange={(next) => edit({ folds: typeof next === 'number' ? next : null })}
            min={2}
            max={100}
            allowDecimal={false}
          />
        )}
      </SimpleGrid>
    </Panel>
  );
}
