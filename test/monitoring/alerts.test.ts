import { describe, expect, it } from 'vitest';
import { alertChanges } from '../../shared/monitoring/alert-policy.ts';
import { alertReducer } from '../../shared/monitoring/alert-reducer.ts';
import { driftReport } from '../../shared/monitoring/drift-report.ts';
import { emptyWorkspaceState, evolve, decide } from '../../shared/pipelines/workspace-log.ts';
import { decodeState, encodeState } from '../../shared/pipelines/workspace-snapshot.ts';
import type { MutationType, Payload } from '../../shared/records/mutation.ts';
import { createRng } from '../../shared/random/rng.ts';
import { countsOf, drawRows, profileOf } from './samples.ts';

const reference = profileOf(drawRows(4000, createRng(1)));

/** A window of rows that are as in training, or older by so many years. */
const window = (older: number, seed: number, rows = 2000) =>
  driftReport(
    reference,
    countsOf(
      reference,
      drawRows(rows, createRng(seed)).map(([age, ...rest]) => [Number(age) + older, ...rest]),
    ),
  );
const clean = window(0, 11);
const drifted = window(20, 12);
/** 20 of a window's rows say nothing, whatever is in them. */
const few = window(20, 13, 20);
/** Older by a little less than what matters, and by more than 0.8 of it. */
const near = window(0.9, 14, 20_000);

const age = { of: 'feature', name: 'age' } as const;
const fired = (reports: Parameters<typeof alertChanges>[0], open: Parameters<typeof alertChanges>[1] = []) =>
  alertChanges(reports, open).fire.map(({ column }) => column.name);
const resolved = (reports: Parameters<typeof alertChanges>[0]) =>
  alertChanges(reports, [{ column: age }]).resolve;

describe('[MON1] an alert', () => {
  it('opens on two of three windows, for the columns that moved and the answers that follow them', () => {
    expect(fired([drifted])).toEqual([]);
    expect(fired([drifted, drifted])).toEqual(['age', 'prediction']);
    expect(fired([drifted, clean, drifted])).toEqual(['age', 'prediction']);
    expect(fired([drifted, clean, clean, drifted])).toEqual([]);
    expect(fired([drifted, drifted, clean])).toEqual([]);
  });

  it('is not opened, and not closed, by windows with too few rows', () => {
    expect(fired([few, few, few])).toEqual([]);
    expect(fired([drifted, few, few, few, drifted])).toEqual(['age', 'prediction']);
    expect(resolved([clean, clean, few])).toEqual([]);
    expect(resolved([clean, few, clean, few, clean])).toEqual([age]);
  });

  it('says what changed, by how much, and from where on that matters', () => {
    const [first] = alertChanges([drifted, drifted], []).fire;
    expect(first!.reasons).toMatchObject([{ kind: 'distribution', threshold: 0.1 }]);
    expect(first!.reasons[0]!.change).toBeGreaterThan(1);
  });

  it('does not open twice', () => {
    expect(fired([drifted, drifted, drifted], [{ column: age }])).toEqual(['prediction']);
  });
});

describe('[MON4] an open alert', () => {
  it('closes after three clean windows in a row, below 0.8 of what matters', () => {
    expect(near.features[0]).toMatchObject({ status: 'ok' });
    expect(near.features[0]!.strength).toBeGreaterThan(0.8);
    expect(resolved([drifted, clean, clean])).toEqual([]);
    expect(resolved([clean, clean, near])).toEqual([]);
    expect(resolved([drifted, clean, clean, clean])).toEqual([age]);
  });
});

describe('alerts in the log', () => {
  let seq = 0;
  const entry = <T extends MutationType>(type: T, payload: Payload<T>) => ({
    mid: ++seq,
    seq,
    uid: `u${seq}`,
    v: 1,
    at: '2026-11-21T00:00:00.000Z',
    clientId: 'c',
    actor: 'server',
    status: 'applied' as const,
    type,
    payload: { ...payload },
  });
  const ends = (to: number) => ({ from: to - 1, to, count: 500 });
  const fire = (to: number, name = 'age', versionId = 'v1') =>
    entry('alert.fired', {
      alertId: `a${to}`,
      kind: 'drift',
      model: 'churn',
      versionId,
      window: ends(to),
      columns: [{ of: 'feature', name, reasons: [] }],
    });
  const resolve = (to: number) =>
    entry('alert.resolved', {
      model: 'churn',
      versionId: 'v1',
      reason: 'clean',
      window: ends(to),
      columns: [age],
    });

  it('are taken once: the second server to see a window, and one that is late, are refused', () => {
    const open = evolve(emptyWorkspaceState(), [fire(10)]);
    for (const again of [fire(10), fire(9, 'spend'), fire(11)])
      expect(decide(open, again)).toMatchObject({ status: 'rejected', code: 'stale-precondition' });
    expect(decide(open, fire(11, 'spend')).status).toBe('applied');
    const closed = evolve(open, [resolve(14)]);
    expect(closed.alerts.models.get('churn')!.open).toEqual([]);
    expect(open.alerts.models.get('churn')!.open).toMatchObject([{ alertId: 'a10', column: age }]);
    expect(decide(closed, resolve(15)).status).toBe('rejected');
    expect(decide(closed, fire(13)).status).toBe('rejected');
    expect(decide(closed, fire(15)).status).toBe('applied');
  });

  it('end with their version', () => {
    const open = evolve(emptyWorkspaceState(), [fire(10), fire(11, 'age', 'v2')]);
    const left = alertReducer.draft(open.alerts);
    alertReducer.apply(left, entry('version.deleted', { versionId: 'v1' }));
    expect(left.models.get('churn')!.open.map(({ versionId }) => versionId)).toEqual(['v2']);
  });

  it('travel in a snapshot; one of a server that knows none has none', () => {
    const open = evolve(emptyWorkspaceState(), [fire(10)]);
    expect(decodeState(JSON.parse(JSON.stringify(encodeState(open))))).toEqual(open);
    const { registry, deployment } = emptyWorkspaceState();
    const older = encodeState({ registry, deployment } as never);
    expect(decodeState(older)).toEqual(emptyWorkspaceState());
  });
});
