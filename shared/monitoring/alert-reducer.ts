import { type Payload, payloads, readPayload } from '../records/mutation.ts';
import type { Decision, Entry, Reducer } from '../records/reducer.ts';
import { type AlertColumn, type AlertState, type ModelAlerts, sameColumn } from './alert-state.ts';

const applied: Decision = { status: 'applied' };
const stale = (detail: string): Decision => ({ status: 'rejected', code: 'stale-precondition', detail });

/**
 * Alerts as a fold over the log (MON4). Servers that share a log look at the same predictions: the first
 * to fire is taken, the others are refused, and what an earlier window shows comes too late. Whether
 * payloads have their form is for the registry to say, which decides before.
 */
export const alertReducer: Reducer<AlertState> = {
  empty: () => ({ models: new Map() }),
  draft: ({ models }) => ({
    models: new Map([...models].map(([model, alerts]) => [model, { ...alerts, open: [...alerts.open] }])),
  }),
  decide(state, { type, payload }) {
    if (type === 'alert.fired') return decideFired(state, readPayload(payloads[type], payload));
    if (type === 'alert.resolved') return decideResolved(state, readPayload(payloads[type], payload));
    return applied;
  },
  apply(draft, entry) {
    const { type, payload } = entry;
    if (type === 'alert.fired') applyFired(draft, readPayload(payloads[type], payload), entry);
    else if (type === 'alert.resolved') applyResolved(draft, readPayload(payloads[type], payload));
    else if (type === 'model.deleted') draft.models.delete(readPayload(payloads[type], payload).model);
    else if (type === 'version.deleted') forget(draft, readPayload(payloads[type], payload).versionId);
  },
};

const openOf = (alerts: ModelAlerts | undefined, versionId: string, column: AlertColumn) =>
  alerts?.open.find((each) => each.versionId === versionId && sameColumn(each.column, column));

function decideFired(
  { models }: AlertState,
  { model, versionId, window, columns }: Payload<'alert.fired'>,
): Decision {
  const alerts = models.get(model);
  const latest = Math.max(alerts?.firedTo ?? -Infinity, alerts?.resolvedTo ?? -Infinity);
  if (window.to <= latest) return stale(`A later window of "${model}" was judged already.`);
  const known = columns.find((column) => openOf(alerts, versionId, column) !== undefined);
  return known === undefined ? applied : stale(`An alert for "${known.name}" is open already.`);
}

function decideResolved(
  { models }: AlertState,
  { model, versionId, columns }: Payload<'alert.resolved'>,
): Decision {
  const closed = columns.find((column) => openOf(models.get(model), versionId, column) === undefined);
  return closed === undefined ? applied : stale(`No alert for "${closed.name}" is open.`);
}

function applyFired(
  { models }: AlertState,
  { alertId, model, versionId, window, columns }: Payload<'alert.fired'>,
  { at }: Entry,
): void {
  const alerts = models.get(model) ?? { firedTo: null, resolvedTo: null, open: [] };
  alerts.firedTo = window.to;
  for (const { reasons, ...column } of columns) alerts.open.push({ alertId, versionId, column, reasons, at });
  models.set(model, alerts);
}

function applyResolved(
  { models }: AlertState,
  { model, versionId, window, columns }: Payload<'alert.resolved'>,
): void {
  const alerts = models.get(model)!;
  alerts.resolvedTo = Math.max(alerts.resolvedTo ?? -Infinity, window.to);
  alerts.open = alerts.open.filter(
    (each) => each.versionId !== versionId || !columns.some((column) => sameColumn(column, each.column)),
  );
}

function forget({ models }: AlertState, versionId: string): void {
  for (const alerts of models.values())
    alerts.open = alerts.open.filter((each) => each.versionId !== versionId);
}
