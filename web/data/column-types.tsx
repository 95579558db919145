import {
  IconAbc,
  IconCalendar,
  IconCategory,
  IconHash,
  IconId,
  IconToggleLeft,
  type Icon,
} from '@tabler/icons-react';
import type { ColumnType } from '../../shared/table/table.ts';

interface TypeLook {
  readonly label: string;
  readonly icon: Icon;
}

export const typeLooks: Record<ColumnType, TypeLook> = {
  numeric: { label: 'Numeric', icon: IconHash },
  categorical: { label: 'Categorical', icon: IconCategory },
  boolean: { label: 'Boolean', icon: IconToggleLeft },
  datetime: { label: 'Date and time', icon: IconCalendar },
  text: { label: 'Text', icon: IconAbc },
  identifier: { label: 'Identifier', icon: IconId },
};

export const typeOptions = Object.entries(typeLooks).map(([value, { label }]) => ({ value, label }));

export function TypeIcon({ type, size = 15 }: { type: ColumnType; size?: number }) {
  const { icon: Look, label } = typeLooks[type];
  return (
    <span
      title={label}
      style={{ display: 'inline-grid', flex: 'none', color: 'var(--mantine-color-dimmed)' }}
    >
      <Look size={size} stroke={1.7} role="img" aria-label={label} />
    </span>
  );
}
