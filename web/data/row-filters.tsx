import { Button, CloseButton, Group, Popover, Select, Stack, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import {
  FILTER_OPERATORS,
  type FilterOperator,
  type RowFilter,
} from '../../shared/exploration/row-filter.ts';
import type { SchemaColumn } from '../../shared/records/dataset.ts';
import { Pill } from '../shell/pill.tsx';

const operators: Record<FilterOperator, string> = {
  contains: 'contains',
  is: 'is',
  'is-not': 'is not',
  'at-least': 'is at least',
  'at-most': 'is at most',
  missing: 'is missing',
  present: 'is there',
};

const takesValue = (operator: FilterOperator): boolean => operator !== 'missing' && operator !== 'present';

interface RowFiltersProps {
  readonly columns: readonly SchemaColumn[];
  readonly filters: readonly RowFilter[];
  readonly onChange: (filters: readonly RowFilter[]) => void;
}

/** The filters in force, each with a way out, and one more. */
export function RowFilters({ columns, filters, onChange }: RowFiltersProps) {
  return (
    <Group gap={6}>
      {filters.map((filter, at) => (
        <Pill key={`${filter.column} ${filter.operator} ${filter.value}`} tone="accent">
          {textOf(filter)}
          <CloseButton
            size="xs"
            aria-label={`Remove the filter ${textOf(filter)}`}
            onClick={() => onChange(filters.filter((_, other) => other !== at))}
          />
        </Pill>
      ))}
      <AddFilter columns={columns} onAdd={(filter) => onChange([...filters, filter])} />
    </Group>
  );
}

const textOf = ({ column, operator, value }: RowFilter): string =>
  `${column} ${operators[operator]}${takesValue(operator) ? ` ${value}` : ''}`;

function AddFilter({
  columns,
  onAdd,
}: {
  columns: readonly SchemaColumn[];
  onAdd: (filter: RowFilter) => void;
}) {
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useState<RowFilter>({
    column: columns[0]?.name ?? '',
    operator: 'is',
    value: '',
  });
  const type = columns.find(({ name }) => name === filter.column)?.type;
  const ordered = type === 'numeric' || type === 'datetime';
  const fitting = FILTER_OPERATORS.filter((each) => ordered || (each !== 'at-least' && each !== 'at-most'));
  const add = (event: React.FormEvent): void => {
    event.preventDefault();
    onAdd(filter);
    setOpen(false);
    setFilter({ ...filter, value: '' });
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={15} />} onClick={() => setOpen(!open)}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={add}>
          <Stack gap="xs" w={240}>
            <Select
              label="Column"
              data={columns.map(({ name }) => name)}
              value={filter.column}
              onChange={(column) => setFilter({ ...filter, column: column ?? '', operator: 'is' })}
              searchable
              limit={200}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
            />
            <Select
              aria-label="Comparison"
              data={fitting.map((value) => ({ value, label: operators[value] }))}
              value={filter.operator}
              onChange={(operator) => setFilter({ ...filter, operator: operator as FilterOperator })}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
            />
            {takesValue(filter.operator) && (
              <TextInput
                aria-label="Value"
                placeholder={type === 'datetime' ? '2024-05-31' : 'Value'}
                value={filter.value}
                onChange={(event) => setFilter({ ...filter, value: event.currentTarget.value })}
              />
            )}
            <Button type="submit" disabled={takesValue(filter.operator) && filter.value === ''}>
              Add filter
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
