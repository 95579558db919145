import { Select } from '@mantine/core';
import type { SchemaColumn } from '../../../shared/records/dataset.ts';

interface ColumnSelectProps {
  readonly label: string;
  readonly columns: readonly SchemaColumn[];
  readonly value: string | null;
  readonly onChange: (name: string | null) => void;
  readonly clearable?: boolean;
  readonly placeholder?: string;
}

export function ColumnSelect({
  label,
  columns,
  value,
  onChange,
  clearable = false,
  placeholder,
}: ColumnSelectProps) {
  return (
    <Select
      label={label}
      data={columns.map(({ name }) => name)}
      value={value}
      onChange={onChange}
      searchable
      limit={200}
      clearable={clearable}
      allowDeselect={clearable}
      w={{ base: '100%', xs: 220 }}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
}
