import { Button, Group, Modal, NumberInput, Select, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { balanceBy } from '../../../shared/pipelines/preparation-choices.ts';
import type { Balance } from '../../../shared/records/recipe.ts';
import { balanceDataset, type Balancing } from '../../../workers/lifecycle/balance.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatCount } from '../../shell/format.ts';
import { useHost } from '../../shell/host-context.tsx';
import { preferences } from '../../shell/preferences.ts';
import { useAction } from '../../shell/use-action.ts';
import type { DatasetViewProps } from '../dataset-view.ts';

interface BalanceModalProps extends DatasetViewProps {
  readonly onClose: () => void;
}

const strategies: { value: Balance['strategy']; label: string; about: string }[] = [
  {
    value: 'oversample',
    label: 'Over-sample',
    about: 'Rows of small classes are repeated, drawn by seed. No row is lost.',
  },
  {
    value: 'undersample',
    label: 'Under-sample',
    about: 'Of each class as many rows stay as the smallest has, drawn by seed.',
  },
  {
    value: 'smote',
    label: 'SMOTE',
    about:
      'New rows are made between neighbours of the same class, in numeric columns only; other cells come from the nearer row, and identifiers stay empty.',
  },
];

/** A dataset with even classes, made of this data version and recorded as a run. */
export function BalanceModal(props: BalanceModalProps) {
  const [made, setMade] = useState<Balancing | null>(null);
  return (
    <Modal opened onClose={props.onClose} title={`Balance ${props.dataset.name}`} size="lg">
      {made === null ? (
        <BalanceForm {...props} onMade={setMade} />
      ) : (
        <Made made={made} onClose={props.onClose} />
      )}
    </Modal>
  );
}

function BalanceForm({
  dataset,
  dataVersion,
  onClose,
  onMade,
}: BalanceModalProps & { onMade: (made: Balancing) => void }) {
  const host = useHost();
  const [target, setTarget] = useState(dataset.target);
  const [strategy, setStrategy] = useState<Balance['strategy']>('oversample');
  const [neighbours, setNeighbours] = useState(5);
  const [test, setTest] = useState(20);
  const [seed, setSeed] = useState(preferences.get().seed);
  const balance = useAction(async () => {
    if (target === null) return;
    const chosen = strategy === 'smote' ? { strategy, neighbours } : balanceBy(strategy);
    const wish = { target, balance: chosen, test: test / 100, seed };
    onMade(await balanceDataset(host, { dataset: dataset.name, dataVersion, ...wish }));
  });
  return (
    <Stack>
      <Select
        label="Classes of"
        data={dataset.schema.map(({ name }) => name)}
        value={target}
        onChange={setTarget}
        searchable
        placeholder="Choose the target"
      />
      <Select
        label="How"
        description={strategies.find(({ value }) => value === strategy)?.about}
        data={strategies.map(({ value, label }) => ({ value, label }))}
        value={strategy}
        onChange={(next) => setStrategy(next as Balance['strategy'])}
        allowDeselect={false}
      />
      {strategy === 'smote' && (
        <NumberInput
          label="Neighbours"
          description="A new row lies between a row and one of so many nearest of its class"
          value={neighbours}
          onChange={(next) => typeof next === 'number' && setNeighbours(next)}
          min={1}
          max={100}
          allowDecimal={false}
        />
      )}
      <Group grow align="flex-end">
        <NumberInput
          label="Set aside for tests"
          description="Untouched, as a dataset of its own"
          value={test}
          onChange={(next) => typeof next === 'number' && setTest(next)}
          min={0}
          max={90}
          suffix=" %"
        />
        <NumberInput
          label="Seed"
          description="Same seed, same rows"
          value={seed}
          onChange={(next) => typeof next === 'number' && setSeed(next)}
          min={0}
          max={2 ** 32 - 1}
          allowDecimal={false}
        />
      </Group>
      <Text fz="sm" c="dimmed">
        Only training rows are balanced. To balance within a training, choose it among the preparation of a
        new run instead: its test part then stays as it is by itself.
      </Text>
      {balance.error !== null && <ErrorPanel error={balance.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={target === null} loading={balance.busy} onClick={() => balance.start()}>
          Balance
        </Button>
      </Group>
    </Stack>
  );
}

function Made({
  made: { run, balanced, heldOut, classes },
  onClose,
}: {
  made: Balancing;
  onClose: () => void;
}) {
  return (
    <Stack>
      <Text fz="sm">
        <b>{balanced.dataset.name}</b> {balanced.added ? 'is made' : 'was here already'}
        {heldOut !== null && (
          <>
            ; the rows set aside are <b>{heldOut.dataset.name}</b>
          </>
        )}
        . Strategy, class distribution and time are recorded as a run.
      </Text>
      <Table aria-label="Rows by class">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Class</Table.Th>
            <Table.Th ta="right">Before</Table.Th>
            <Table.Th ta="right">After</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {classes.slice(0, 30).map(({ label, before, after }) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td ta="right">{formatCount(before)}</Table.Td>
              <Table.Td ta="right">{formatCount(after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="flex-end">
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />
          )}
        >
          Open the run
        </Button>
        <Button
          onClick={onClose}
          renderRoot={(props) => (
            <Link to="/data/$dataset" params={{ dataset: balanced.dataset.name }} {...props} />
          )}
        >
          Open {balanced.dataset.name}
        </Button>
      </Group>
    </Stack>
  );
}
