import { Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import classes from './experiments.module.css';
import type { RunSort } from './run-columns.ts';

interface SortHeaderProps {
  readonly by: RunSort;
  readonly label: string;
  readonly sort: RunSort;
  readonly up: boolean;
  readonly right?: boolean;
  readonly onSort: (sort: RunSort) => void;
}

export function SortHeader({ by, label, sort, up, right = false, onSort }: SortHeaderProps) {
  const active = sort === by;
  const Arrow = up ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th
      ta={right ? 'right' : 'left'}
      aria-sort={active ? (up ? 'ascending' : 'descending') : undefined}
    >
      <UnstyledButton className={classes['sort']} onClick={() => onSort(by)}>
        {label}
        {active && <Arrow size={13} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}
