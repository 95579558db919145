import { Group, Text, Title } from '@mantine/core';
import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import classes from './page.module.css';

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
  const body = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(body);
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
      <div
        ref={body}
        className={classes['panelBody']}
        data-flush={flush || undefined}
        tabIndex={scrolls ? 0 : undefined}
      >
        {children}
      </div>
    </section>
  );
}

/** Whether the content is wider than its box: then the keyboard must be able to scroll it. */
function useScrolls(box: RefObject<HTMLDivElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => setScrolls(element.scrollWidth > element.clientWidth + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  });
  return scrolls;
}
