import { beforeEach, describe, expect, test } from 'vitest';
import type { Stage } from '../../shared/records/mutation.ts';
import { registryReducer } from '../../shared/registry/reducer.ts';
import { tellRefusal } from '../../shared/registry/refusal.ts';
import type { RegistryState } from '../../shared/registry/state.ts';
import { play, type Play } from './play.ts';
import { sampleRun, sampleVersion } from './sample-records.ts';

let log: Play<RegistryState>;
beforeEach(() => {
  log = play(registryReducer);
  log.say('model.created', { model: 'churn', modelUuid: 'uuid-churn' });
});

const applied = { status: 'applied' };
const rejected = (code: string) => expect.objectContaining({ status: 'rejected', code });
const versions = () => log.state.models.get('churn')!.versions;
const register = (versionId: string, change: Parameters<typeof sampleVersion>[2] = {}) =>
  log.say('version.registered', sampleVersion('churn', versionId, change));
const move = (versionId: string, stage: Stage, holder: string | null) =>
  log.say('stage.transitioned', { versionId, stage, expect: { versionId: holder } });

describe('models', () => {
  test('[SYNC5] a name is taken once', () => {
    expect(log.say('model.created', { model: 'churn', modelUuid: 'other' }, 'device-b')).toEqual(
      rejected('name-taken'),
    );
    expect(log.state.models.get('churn')?.modelUuid).toBe('uuid-churn');
  });

  test('names that are names of object members are names', () => {
    for (const model of ['__proto__', 'constructor']) {
      expect(log.say('model.created', { model, modelUuid: model })).toEqual(applied);
      expect(log.state.models.get(model)?.name).toBe(model);
    }
  });

  test('a payload that does not fit its schema is rejected, and the pointer says where', () => {
    const decision = log.say('model.created', { model: '', modelUuid: 'x' });
    expect(decision).toMatchObject({ status: 'rejected', code: 'mutation-invalid' });
    expect(decision.status === 'rejected' && decision.detail).toContain('/payload/model');
  });

  test('an unknown type changes nothing and breaks nothing (SYNC8)', () => {
    const before = log.state;
    const entry = {
      seq: 9,
      mid: 9,
      uid: 'u',
      type: 'model.sung',
      v: 1,
      at: '',
      payload: {},
      clientId: 'c',
      actor: 'a',
    };
    const draft = registryReducer.draft(before);
    registryReducer.apply(draft, entry);
    expect(draft).toEqual(before);
  });
});

describe('what hangs on a rejected creation', () => {
  beforeEach(() => {
    log.say('model.created', { model: 'churn', modelUuid: 'uuid-b' }, 'device-b');
  });

  test('is rejected with it, down to the stage of its version', () => {
    const orphan = sampleVersion('churn', 'v-b', { modelUuid: 'uuid-b' });
    expect(log.say('version.registered', orphan, 'device-b')).toEqual(rejected('parent-rejected'));
    expect(move('v-b', 'Production', null)).toEqual(rejected('parent-rejected'));
    const described = { model: 'churn', modelUuid: 'uuid-b', description: 'mine' };
    expect(log.say('model.described', described, 'device-b')).toEqual(rejected('parent-rejected'));
    expect(log.state.models.get('churn')).toMatchObject({ versions: [], description: '' });
  });

  test('may be added to the existing model instead', () => {
    log.say('version.registered', sampleVersion('churn', 'v-b', { modelUuid: 'uuid-b' }), 'device-b');
    expect(register('v-b', { modelUuid: 'uuid-churn' })).toEqual(applied);
    expect(move('v-b', 'Production', null)).toEqual(applied);
  });

  test('may come again after a rename', () => {
    expect(log.say('model.created', { model: 'churn-b', modelUuid: 'uuid-b' }, 'device-b')).toEqual(applied);
    expect(log.say('version.registered', sampleVersion('churn-b', 'v-b', { modelUuid: 'uuid-b' }))).toEqual(
      applied,
    );
  });
});

describe('versions', () => {
  test('[SYNC4] are numbered in the order of the log: two offline version 3s become 3 and 4', () => {
    register('v1');
    register('v2');
    log.say('version.registered', sampleVersion('churn', 'from-a'), 'device-a');
    log.say('version.registered', sampleVersion('churn', 'from-b'), 'device-b');
    expect(versions().map(({ versionId, version }) => [versionId, version])).toEqual([
      ['v1', 1],
      ['v2', 2],
      ['from-a', 3],
      ['from-b', 4],
    ]);
  });

  test('take their semantic version from lineage: major for the signature, minor for the recipe, patch for data', () => {
    register('a');
    register('b', { dataVersion: 'newer' });
    register('c', { recipeDigest: 'other' });
    register('d', { recipeDigest: 'other', dataVersion: 'newer' });
    register('e', { recipeDigest: 'third', signatureDigest: 'other' });
    expect(versions().map(({ semver }) => semver)).toEqual(['1.0.0', '1.0.1', '1.1.0', '1.1.1', '2.0.0']);
  });

  test('may state a higher semantic version, which those after it build on', () => {
    register('a', { semver: '3.2.0' });
    expect(register('b', { semver: '3.2.0' })).toEqual(rejected('version-taken'));
    expect(register('c', { semver: '3.1.9' })).toEqual(rejected('version-taken'));
    expect(register('d', { semver: 'v4' })).toEqual(rejected('mutation-invalid'));
    register('e');
    expect(versions().map(({ semver }) => semver)).toEqual(['3.2.0', '3.2.1']);
  });

  test('are registered once, in a model that exists', () => {
    register('a');
    expect(register('a')).toEqual(rejected('version-taken'));
    expect(log.say('version.registered', sampleVersion('none', 'b'))).toEqual(rejected('model-unknown'));
  });

  test('carry a description and tags that can be replaced', () => {
    register('a');
    log.say('version.described', { versionId: 'a', description: 'best', tags: [{ key: 'k', value: 'v' }] });
    log.say('version.described', { versionId: 'a', description: 'better' });
    expect(versions()[0]).toMatchObject({ description: 'better', tags: [{ key: 'k', value: 'v' }] });
  });
});

describe('stages', () => {
  beforeEach(() => {
    register('a');
    register('b');
    move('a', 'Production', null);
  });

  test('promoting to Production archives the former version by the same event', () => {
    const before = log.entries.length;
    expect(move('b', 'Production', 'a')).toEqual(applied);
    expect(log.entries.length).toBe(before + 1);
    expect(versions().map(({ stage }) => stage)).toEqual(['Archived', 'Production']);
    expect(
      log.state.models.get('churn')!.transitions.map(({ version, from, to }) => [version, from, to]),
    ).toEqual([
      [1, 'None', 'Production'],
      [1, 'Production', 'Archived'],
      [2, 'None', 'Production'],
    ]);
  });

  test('[SYNC5] a promotion that expects another holder is stale, and "promote anyway" states the new one', () => {
    register('c');
    move('b', 'Production', 'a');
    expect(move('c', 'Production', 'a')).toEqual(rejected('stale-precondition'));
    expect(versions()[1]!.stage).toBe('Production');
    expect(move('c', 'Production', 'b')).toEqual(applied);
  });

  test('None and Archived may hold many, whatever is expected', () => {
    expect(move('a', 'None', null)).toEqual(applied);
    expect(move('a', 'Archived', null)).toEqual(applied);
    expect(move('b', 'Archived', null)).toEqual(applied);
  });

  test.each(['Production', 'Staging'] as const)(
    '[SYNC5] a version in %s is not archived before it has left',
    (stage) => {
      move('b', stage, stage === 'Production' ? 'a' : null);
      expect(move('b', 'Archived', null)).toEqual(rejected('in-use'));
      expect(versions()[1]!.stage).toBe(stage);
      const wish = {
        type: 'stage.transitioned',
        payload: { versionId: 'b', stage: 'Archived', expect: { versionId: null } },
      };
      expect(tellRefusal(log.state, wish)).toMatchObject({
        wanted: 'churn v2 in Archived',
        now: `it is in ${stage}`,
        by: { actor: 'ann' },
      });
      expect(move('b', 'None', null)).toEqual(applied);
      expect(move('b', 'Archived', null)).toEqual(applied);
    },
  );

  test('an unknown version is named as such', () => {
    expect(move('nobody', 'Production', null)).toEqual(rejected('version-unknown'));
  });
});

const point = (alias: string, versionId: string, holder: string | null) =>
  log.say('alias.set', { model: 'churn', alias, versionId, expect: { versionId: holder } });

describe('aliases', () => {
  test('point at a version, and move only from where their author saw them (SYNC5)', () => {
    register('a');
    register('b');
    expect(point('champion', 'a', null)).toEqual(applied);
    expect(point('champion', 'b', null)).toEqual(rejected('stale-precondition'));
    expect(point('champion', 'b', 'a')).toEqual(applied);
    expect(log.state.models.get('churn')!.aliases).toEqual(new Map([['champion', 'b']]));
  });

  test("never point at nothing or at another model's version", () => {
    log.say('model.created', { model: 'other', modelUuid: 'uuid-other' });
    log.say('version.registered', sampleVersion('other', 'x'));
    expect(point('champion', 'x', null)).toEqual(rejected('version-unknown'));
    expect(point('champion', 'nobody', null)).toEqual(rejected('version-unknown'));
  });

  test('can be removed once', () => {
    register('a');
    point('champion', 'a', null);
    expect(log.say('alias.removed', { model: 'churn', alias: 'champion' })).toEqual(applied);
    expect(log.say('alias.removed', { model: 'churn', alias: 'champion' })).toEqual(
      rejected('alias-unknown'),
    );
  });
});

describe('runs', () => {
  beforeEach(() => void log.say('run.recorded', { run: sampleRun('r') }));

  test('are recorded once', () => {
    expect(log.say('run.recorded', { run: sampleRun('r', { name: 'twice' }) })).toEqual(
      rejected('name-taken'),
    );
    expect(log.state.runs.get('r')!.run).toEqual(sampleRun('r'));
  });

  test('take notes, names and tags, each alone', () => {
    log.say('run.annotated', { runId: 'r', note: 'odd' });
    log.say('run.annotated', { runId: 'r', tags: [{ key: 'k', value: 'v' }] });
    expect(log.state.runs.get('r')!.run).toMatchObject({
      name: 'run r',
      note: 'odd',
      tags: [{ key: 'k', value: 'v' }],
    });
    expect(log.say('run.annotated', { runId: 'none', note: '' })).toEqual(rejected('run-unknown'));
  });

  test('[SYNC5] cannot be deleted while a version of theirs is deployed', () => {
    register('a', { runId: 'r' });
    move('a', 'Production', null);
    expect(log.say('run.deleted', { runId: 'r' })).toEqual(rejected('in-use'));
    move('a', 'None', null);
    expect(log.say('run.deleted', { runId: 'r' })).toEqual(applied);
    expect(log.say('run.deleted', { runId: 'r' })).toEqual(rejected('run-unknown'));
  });
});
