import { Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import classes from './experiments.module.css';

interface SortHeaderProps<Sort extends string> {
  readonly by: Sort;
  readonly label: string;
  readonly sort: Sort;
  readonly up: boolean;
  readonly right?: boolean;
  readonly onSort: (sort: Sort) => void;
}

/** The head of a column that sorts; a second click turns the order round. */
export function SortHeader<Sort extends string>(props: SortHeaderProps<Sort>) {
  const { by, label, sort, up, right = false, onSort } = props;
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
