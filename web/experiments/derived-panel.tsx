import { Button, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { DerivedColumn } from '../../shared/records/derived.ts';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { draftOf, sourcesFor } from './derived-drafts.ts';
import { DerivedRow } from './derived-row.tsx';
import type { NewRun } from './use-new-run.ts';

interface DerivedPanelProps {
  readonly form: NewRun;
  readonly dataset: DatasetRecord;
}

/** Columns made from others, as data: chosen here, computed again by the same code at every prediction. */
export function DerivedPanel({ form, dataset }: DerivedPanelProps) {
  const { wish, edit } = form;
  const { derived } = wish;
  const schema = dataset.schema.filter(
    ({ name }) => name !== wish.target && wish.roles.get(name) !== 'ignore',
  );
  const taken = [...dataset.schema, ...derived].map(({ name }) => name);
  const replace = (at: number, column: DerivedColumn | null): void => {
    if (column !== null) edit({ derived: derived.with(at, column) });
  };
  const next = firstDraft(schema, derived, taken);
  return (
    <Panel
      title="Derived columns"
      {...(derived.length === 0 ? {} : { note: formatPlural(derived.length, 'column') })}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={next === null}
          onClick={() => next !== null && edit({ derived: [...derived, next] })}
        >
          Add
        </Button>
      }
    >
      <Stack gap="md">
        {derived.map((column, at) => {
          const before = derived.slice(0, at);
          const others = taken.filter((name) => name !== column.name);
          return (
            <DerivedRow
              // A row is told from the others by its place alone: its name is being typed.
              key={at}
              column={column}
              sources={sourcesFor(column.op, schema, before)}
              onChange={(changed) => replace(at, changed)}
              onOp={(op) => replace(at, draftOf(op, sourcesFor(op, schema, before), others, column.of))}
              onRemove={() => edit({ derived: derived.toSpliced(at, 1) })}
            />
          );
        })}
        <Text fz="xs" c="dimmed">
          {next === null && derived.length === 0
            ? 'Nothing to derive from: that takes a numeric column.'
            : 'Ratios, differences, products, logarithms and bins of other columns. Missing where they have no value.'}
        </Text>
      </Stack>
    </Panel>
  );
}

/** A ratio where there are two columns, else a logarithm. */
function firstDraft(
  schema: DatasetRecord['schema'],
  derived: readonly DerivedColumn[],
  taken: readonly string[],
): DerivedColumn | null {
  const sources = sourcesFor('ratio', schema, derived);
  return draftOf('ratio', sources, taken) ?? draftOf('log', sources, taken);
}
