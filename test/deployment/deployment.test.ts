import { beforeEach, describe, expect, test } from 'vitest';
import { rollbackTarget } from '../../shared/deployment/rollback.ts';
import { routeFor } from '../../shared/deployment/routing.ts';
import type { DeploymentState, Route } from '../../shared/deployment/state.ts';
import { workspaceReducer, type WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import type { Stage } from '../../shared/records/mutation.ts';
import { play, type Play } from '../registry/play.ts';
import { sampleVersion } from '../registry/sample-records.ts';

let log: Play<WorkspaceState>;
beforeEach(() => {
  log = play(workspaceReducer);
  log.say('model.created', { model: 'churn', modelUuid: 'u' });
  for (const versionId of ['v1', 'v2', 'v3'])
    log.say('version.registered', sampleVersion('churn', versionId));
});

const code = (code: string) => expect.objectContaining({ code });
const endpoint = () => log.state.deployment.endpoints.get('churn');

function move(versionId: string, stage: Stage): void {
  const versions = log.state.registry.models.get('churn')!.versions;
  const single = stage === 'Production' || stage === 'Staging';
  const holder = single ? versions.find((version) => version.stage === stage)?.versionId : undefined;
  const decision = log.say('stage.transitioned', {
    versionId,
    stage,
    reason: `to ${stage}`,
    expect: { versionId: holder ?? null },
  });
  expect(decision).toEqual({ status: 'applied' });
}

/** Promotes what rollback names; what answers then. */
function rollBack(): string {
  move(rollbackTarget(log.state.deployment, 'churn'), 'Production');
  return routeFor(log.state.deployment, 'churn', 'production', 'anyone');
}

describe('a transition', () => {
  test('to Production routes all requests to the version, and history keeps what was routed', () => {
    move('v1', 'Production');
    move('v2', 'Production');
    expect(endpoint()).toMatchObject({
      production: [{ versionId: 'v2', weight: 100 }],
      history: [{ environment: 'production', versionId: 'v1', reason: 'to Production', actor: 'ann' }],
    });
  });

  test('to Staging routes staging alone', () => {
    move('v1', 'Production');
    move('v2', 'Staging');
    expect(endpoint()).toMatchObject({ production: [{ versionId: 'v1' }], staging: [{ versionId: 'v2' }] });
  });

  test('from Staging to Production leaves staging empty', () => {
    move('v1', 'Staging');
    move('v1', 'Production');
    expect(endpoint()).toMatchObject({ production: [{ versionId: 'v1' }], staging: [] });
  });

  test.each(['None', 'Staging'] as const)('to %s takes a version out of production', (stage) => {
    move('v1', 'Production');
    move('v1', stage);
    expect(endpoint()?.production).toEqual([]);
    expect(() => routeFor(log.state.deployment, 'churn', 'production', 'k')).toThrow(code('not-deployed'));
  });
});

describe('rollback', () => {
  test('goes back version by version and never forward to what was left behind', () => {
    for (const versionId of ['v1', 'v2', 'v3']) move(versionId, 'Production');
    expect(rollBack()).toBe('v2');
    expect(rollBack()).toBe('v1');
    expect(rollBack).toThrow(code('rollback-empty'));
  });

  test('after a new promotion leads to what was in Production before it', () => {
    move('v1', 'Production');
    move('v2', 'Production');
    rollBack();
    move('v3', 'Production');
    expect(rollbackTarget(log.state.deployment, 'churn')).toBe('v1');
  });

  test('brings back a version that was taken out with nothing in its place', () => {
    move('v1', 'Production');
    move('v1', 'None');
    expect(rollBack()).toBe('v1');
    expect(rollBack).toThrow(code('rollback-empty'));
  });

  test('is empty for the first version and for a model that was never deployed', () => {
    move('v1', 'Production');
    expect(() => rollbackTarget(log.state.deployment, 'churn')).toThrow(code('rollback-empty'));
    expect(() => rollbackTarget(log.state.deployment, 'other')).toThrow(code('rollback-empty'));
  });
});

const routed = (...production: Route[]): DeploymentState => ({
  endpoints: new Map([['m', { model: 'm', production, staging: [], history: [] }]]),
  modelOfVersion: new Map(),
});

const split = (weight: number) =>
  routed({ versionId: 'old', weight: 100 - weight }, { versionId: 'new', weight });

describe('[PRED4] routing by weight', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `request-${i}`);
  const answering = (state: DeploymentState) =>
    keys.filter((key) => routeFor(state, 'm', 'production', key) === 'new');

  test.each([5, 25, 50])('gives %i %% of the keys to the version with that weight', (weight) => {
    const share = (100 * answering(split(weight)).length) / keys.length;
    // Three standard deviations of a binomial share over 20,000 keys are about 1 point.
    expect(Math.abs(share - weight)).toBeLessThan(1.1);
  });

  test('is sticky: a key stays with the version that gains weight', () => {
    const [few, more] = [answering(split(5)), new Set(answering(split(25)))];
    expect(few.every((key) => more.has(key))).toBe(true);
  });

  test('splits the keys of two models in different ways', () => {
    const state = split(50);
    state.endpoints.set('n', { ...state.endpoints.get('m')!, model: 'n' });
    const both = keys.filter(
      (key) => routeFor(state, 'n', 'production', key) === routeFor(state, 'm', 'production', key),
    );
    expect(Math.abs(both.length / keys.length - 0.5)).toBeLessThan(0.02);
  });
});
