import { describe, expect, test } from 'vitest';
import {
  aliasesOf,
  listExperiments,
  listRuns,
  modelByName,
  productionVersion,
  resolveVersion,
  runById,
  versionById,
  versionsOfRun,
} from '../../shared/registry/queries.ts';
import { registryReducer } from '../../shared/registry/reducer.ts';
import { parseStage } from '../../shared/registry/stages.ts';
import { play } from './play.ts';
import { sampleRun, sampleVersion } from './sample-records.ts';

const log = play(registryReducer);
log.say('run.recorded', { run: sampleRun('r1') });
log.say('run.recorded', { run: sampleRun('r2', { experiment: 'fraud' }) });
log.say('run.recorded', { run: sampleRun('r3') });
log.say('model.created', { model: 'churn', modelUuid: 'uuid-churn' });
for (const [versionId, runId] of [
  ['v-a', 'r1'],
  ['v-b', 'r3'],
  ['v-c', 'r3'],
] as const) {
  log.say('version.registered', sampleVersion('churn', versionId, { runId }));
}
log.say('stage.transitioned', { versionId: 'v-b', stage: 'Production', expect: { versionId: null } });
log.say('alias.set', { model: 'churn', alias: 'champion', versionId: 'v-a', expect: { versionId: null } });
log.say('alias.set', { model: 'churn', alias: '3', versionId: 'v-a', expect: { versionId: null } });
const { state } = log;
const code = (code: string) => expect.objectContaining({ code });

describe('a version', () => {
  test.each([
    [undefined, 'v-b'],
    [1, 'v-a'],
    ['3', 'v-c'],
    ['v3', 'v-c'],
    ['1.0.1', 'v-b'],
    ['v1.0.2', 'v-c'],
    ['v-a', 'v-a'],
    ['champion', 'v-a'],
    [{ alias: 'champion' }, 'v-a'],
    [{ alias: '3' }, 'v-a'],
  ])('is found by %j', (reference, versionId) => {
    expect(resolveVersion(state, 'churn', reference).versionId).toBe(versionId);
    expect(resolveVersion(state, 'uuid-churn', reference).versionId).toBe(versionId);
  });

  test.each([
    ['churn', 4, 'version-unknown'],
    ['churn', 0, 'version-unknown'],
    ['churn', '9.9.9', 'version-unknown'],
    ['churn', { alias: 'challenger' }, 'alias-unknown'],
    ['nobody', 1, 'model-unknown'],
  ])('%s %j is %s', (model, reference, expected) => {
    expect(() => resolveVersion(state, model, reference)).toThrow(code(expected));
  });

  test('none in Production is not-deployed', () => {
    const bare = play(registryReducer);
    bare.say('model.created', { model: 'm', modelUuid: 'u' });
    expect(() => resolveVersion(bare.state, 'm')).toThrow(code('not-deployed'));
    expect(productionVersion(modelByName(bare.state, 'm'))).toBeNull();
  });

  test('is found by id alone, and knows its aliases and run', () => {
    expect(versionById(state, 'v-b').version).toBe(2);
    expect(() => versionById(state, 'x')).toThrow(code('version-unknown'));
    expect(aliasesOf(modelByName(state, 'churn'), 'v-a')).toEqual(['3', 'champion']);
    expect(versionsOfRun(state, 'r3').map(({ version }) => version)).toEqual([2, 3]);
  });
});

test('runs and experiments are listed with the last recorded first', () => {
  expect(listRuns(state).map(({ run }) => run.runId)).toEqual(['r3', 'r2', 'r1']);
  expect(listRuns(state, 'churn').map(({ run }) => run.runId)).toEqual(['r3', 'r1']);
  expect(listExperiments(state)).toEqual([
    { name: 'churn', runCount: 2 },
    { name: 'fraud', runCount: 1 },
  ]);
  expect(runById(state, 'r1').run.runId).toBe('r1');
  expect(() => runById(state, 'x')).toThrow(code('run-unknown'));
});

test('stages are read in any case, and Development is None', () => {
  expect(['production', 'STAGING', 'Archived', 'development', 'none'].map(parseStage)).toEqual([
    'Production',
    'Staging',
    'Archived',
    'None',
    'None',
  ]);
  expect(() => parseStage('live')).toThrow(code('stage-unknown'));
});
