import { Loader, Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { LifecycleStep } from '../../workers/lifecycle/full-lifecycle.ts';
import { formatDuration } from '../shell/format.ts';
import classes from './lifecycle.module.css';

interface LifecycleStepItemProps {
  readonly name: string;
  readonly number: number;
  /** null = not begun. */
  readonly step: LifecycleStep | null;
}

export function LifecycleStepItem({ name, number, step }: LifecycleStepItemProps) {
  const status = step?.status ?? 'waiting';
  return (
    <li
      className={classes['step']}
      data-status={status}
      aria-current={status === 'running' ? 'step' : undefined}
    >
      <span className={classes['mark']} aria-hidden>
        <Mark status={status} number={number} />
      </span>
      <div className={classes['words']}>
        <Text fz="sm" fw={550} lh={1.3}>
          {name}
          <VisuallyHidden>: {status}</VisuallyHidden>
        </Text>
        <Text fz="xs" c="dimmed" lh={1.35} className="numeric">
          {step !== null && status !== 'running' && `${formatDuration(step.ms)} · `}
          {step?.detail}
        </Text>
      </div>
    </li>
  );
}

function Mark({ status, number }: { status: LifecycleStep['status'] | 'waiting'; number: number }) {
  if (status === 'running') return <Loader size={16} color="currentColor" />;
  if (status === 'done') return <IconCheck size={17} stroke={2.4} />;
  if (status === 'failed') return <IconX size={17} stroke={2.4} />;
  return number;
}
