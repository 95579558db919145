import { Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  readonly title: string;
  /** Beside the title, e.g. a status. */
  readonly aside?: ReactNode;
  /** Above the title: where one comes from. */
  readonly trail?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Every page: trail, title, what can be done, content. Sets the tab's title. */
export function Page({ title, aside, trail, description, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Treadle`);
  return (
    <div className={classes['page']}>
      <header className={classes['header']}>
        <div className={classes['titles']}>
          {trail !== undefined && <div className={classes['trail']}>{trail}</div>}
          <Group gap="sm">
            <Title order={1} className={classes['title']}>
              {title}
            </Title>
            {aside}
          </Group>
          {description !== undefined && (
            <Text fz="sm" c="dimmed" component="div">
              {description}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </header>
      <Stack gap="lg">{children}</Stack>
    </div>
  );
}
