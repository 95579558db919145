import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './page.module.css';

export function Stats({ children }: { children: ReactNode }) {
  return <dl className={classes['stats']}>{children}</dl>;
}

export function Stat({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={classes['stat']}>
      <dt className={classes['statLabel']}>{label}</dt>
      <dd className={classes['statValue']} style={{ margin: 0 }}>
        {value}
        {note !== undefined && (
          <Text component="span" display="inline-block" fz="xs" c="dimmed" fw={400} ml={6}>
            {note}
          </Text>
        )}
      </dd>
    </div>
  );
}
