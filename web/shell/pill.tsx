import type { ReactNode } from 'react';
import type { Stage } from '../../shared/records/mutation.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import classes from './page.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent';

/** A short state in words; the colour only repeats them. */
export function Pill({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes['pill']} data-tone={tone}>
      {children}
    </span>
  );
}

const stageTones: Record<Stage, Tone> = {
  None: 'neutral',
  Staging: 'warn',
  Production: 'good',
  Archived: 'neutral',
};

export function StagePill({ stage }: { stage: Stage }) {
  return <Pill tone={stageTones[stage]}>{stage}</Pill>;
}

const statuses: Record<RunRecord['status'], { tone: Tone; label: string }> = {
  RUNNING: { tone: 'accent', label: 'Running' },
  SCHEDULED: { tone: 'neutral', label: 'Scheduled' },
  FINISHED: { tone: 'good', label: 'Finished' },
  FAILED: { tone: 'bad', label: 'Failed' },
  KILLED: { tone: 'warn', label: 'Stopped' },
};

interface RunStatusProps {
  readonly status: RunRecord['status'];
  /** It waits on this device to be resumed. */
  readonly interrupted?: boolean;
}

export function RunStatusPill({ status, interrupted = false }: RunStatusProps) {
  if (interrupted) return <Pill tone="warn">Interrupted</Pill>;
  const { tone, label } = statuses[status];
  return <Pill tone={tone}>{label}</Pill>;
}
