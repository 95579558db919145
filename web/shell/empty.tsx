import { Group, Text, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface EmptyProps {
  readonly icon: Icon;
  readonly title: string;
  /** What to do to see something here. */
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

export function Empty({ icon: EmptyIcon, title, children, actions }: EmptyProps) {
  return (
    <div className={classes['empty']}>
      <div className={classes['emptyIcon']}>
        <EmptyIcon size={26} stroke={1.6} aria-hidden />
      </div>
      <Title order={2} fz="lg">
        {title}
      </Title>
      <Text c="dimmed" fz="sm" maw={440} component="div">
        {children}
      </Text>
      {actions !== undefined && (
        <Group justify="center" mt="xs">
          {actions}
        </Group>
      )}
    </div>
  );
}
