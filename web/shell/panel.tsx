import { Group, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './page.module.css';
import { ScrollBox } from './scroll-box.tsx';

interface PanelProps {
  readonly title?: string;
  /** A few words beside the title. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** No padding: for tables and grids that bring their own. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled region of a page. */
export function Panel({ title, note, actions, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes['panel']} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div className={classes['panelHeader']}>
          <Group gap="xs">
            <Title order={2} fz="md" id={id}>
              {title}
            </Title>
            {note !== undefined && (
              <Text fz="xs" c="dimmed" component="span">
                {note}
              </Text>
            )}
          </Group>
          {actions}
        </div>
      )}
      {flush ? <ScrollBox>{children}</ScrollBox> : <div className={classes['panelBody']}>{children}</div>}
    </section>
  );
}
