import { Button, Group, Progress as Bar, Skeleton, Stack, Text } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import type { Progress } from '../../shared/estimators/estimator.ts';
import { percentOf } from './activity.ts';
import classes from './waiting.module.css';

interface WaitingProps {
  readonly progress: Progress | null;
  readonly onCancel: () => void;
  /** Of what is waited for, in pixels. */
  readonly height: number;
}

/** In the place of what is on its way: how far it is, and a way to give it up, also by the Escape key. */
export function Waiting({ progress, onCancel, height }: WaitingProps) {
  useEscape(onCancel);
  const reading = progress?.stage === 'load' && progress.done < progress.total;
  const percent = reading || progress?.stage === 'explore' ? percentOf(progress) : null;
  const what = reading ? 'Reading the rows' : 'Looking at them';
  return (
    <Stack gap="sm" aria-busy>
      <Group className={classes['bar']} wrap="nowrap">
        <Text fz="sm" c="dimmed" className="numeric">
          {what}
          {percent === null ? ' …' : ` ${percent} %`}
        </Text>
        <Bar flex={1} value={percent ?? 100} animated={percent === null} size="sm" aria-label={what} />
        <Button size="xs" variant="default" onClick={onCancel} title="Escape">
          Cancel
        </Button>
      </Group>
      <Skeleton height={height} />
    </Stack>
  );
}

/** What was given up can be asked again. */
export function GivenUp({ onAgain }: { onAgain: () => void }) {
  return (
    <Group>
      <Text fz="sm" role="status">
        Cancelled: nothing was changed.
      </Text>
      <Button size="xs" variant="default" onClick={onAgain}>
        Look again
      </Button>
    </Group>
  );
}

/** Escape belongs to an open menu, list or dialog first. */
function useEscape(onEscape: () => void): void {
  const escaped = useEffectEvent(onEscape);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && !isInLayer(event.target)) escaped();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

const LAYERS = '[role=dialog], [role=menu], [role=listbox], [aria-expanded=true]';

const isInLayer = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(LAYERS) !== null;
