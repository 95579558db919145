import type { FeatureDrift } from '../statistics/feature-drift.ts';
import { type AlertColumn, type OpenAlert, sameColumn } from './alert-state.ts';
import type { DriftReport } from './drift-report.ts';

/** MON1 and MON4 over time: when an alert opens and when it closes. */
export const alertPolicy = {
  /** Of this many windows with enough rows, so many must show it. */
  windows: 3,
  toOpen: 2,
  /** Windows in a row below `clean` × threshold that close it. */
  toClose: 3,
  clean: 0.8,
  /** Between two notifications of one model. */
  quietMs: 4 * 60 * 60 * 1000,
} as const;

export interface AlertChanges {
  readonly fire: { column: AlertColumn; reasons: FeatureDrift['reasons'] }[];
  readonly resolve: AlertColumn[];
}

/**
 * What changes for a version by what its windows show, oldest first, given what is open. A column opens
 * when the newest window that has enough rows of it drifts, and two of the last three do; it closes after
 * three that are clean. Windows with too few rows say nothing, neither way.
 */
export function alertChanges(
  reports: readonly DriftReport[],
  open: readonly Pick<OpenAlert, 'column'>[],
): AlertChanges {
  const histories = historiesOf(reports);
  const isOpen = (column: AlertColumn): boolean => open.some((each) => sameColumn(each.column, column));
  return {
    fire: histories.flatMap(({ column, judged }) =>
      !isOpen(column) && opens(judged) ? [{ column, reasons: judged.at(-1)!.reasons }] : [],
    ),
    resolve: histories.flatMap(({ column, judged }) => (isOpen(column) && closes(judged) ? [column] : [])),
  };
}

interface History {
  readonly column: AlertColumn;
  /** Without the windows that have too few rows. */
  readonly judged: readonly FeatureDrift[];
}

function historiesOf(reports: readonly DriftReport[]): History[] {
  const features = (reports[0]?.features ?? []).map(({ name }, at) => ({
    column: { of: 'feature' as const, name },
    all: reports.map((report) => report.features[at]!),
  }));
  const prediction = reports.flatMap((report) => report.prediction ?? []);
  const all =
    prediction.length === 0
      ? features
      : [...features, { column: { of: 'prediction' as const, name: 'prediction' }, all: prediction }];
  return all.map(({ column, all: windows }) => ({
    column,
    judged: windows.filter(({ status }) => status !== 'not-enough-data'),
  }));
}

function opens(judged: readonly FeatureDrift[]): boolean {
  const last = judged.slice(-alertPolicy.windows).filter(({ status }) => status === 'drift');
  return judged.at(-1)?.status === 'drift' && last.length >= alertPolicy.toOpen;
}

function closes(judged: readonly FeatureDrift[]): boolean {
  const last = judged.slice(-alertPolicy.toClose);
  return last.length === alertPolicy.toClose && last.every(({ strength }) => strength < alertPolicy.clean);
}
