import type { Payload } from '../records/mutation.ts';

/** Alerts that are open: a fold over the log. Keys that come from people live in Maps, never in objects. */
export interface AlertState {
  /** By the name of the model. */
  readonly models: Map<string, ModelAlerts>;
}

export interface ModelAlerts {
  /** Ends of the windows (ms since 1970 UTC) of the last alert that fired, and that was resolved; null for none. */
  firedTo: number | null;
  resolvedTo: number | null;
  open: OpenAlert[];
}

/** One column of a version that has moved and is not back yet. */
export interface OpenAlert {
  alertId: string;
  versionId: string;
  column: AlertColumn;
  reasons: Fired['columns'][number]['reasons'];
  /** Of the event: for display only (SYNC6). */
  at: string;
}

type Fired = Payload<'alert.fired'>;
export type AlertColumn = Payload<'alert.resolved'>['columns'][number];

export const sameColumn = (a: AlertColumn, b: AlertColumn): boolean => a.of === b.of && a.name === b.name;
