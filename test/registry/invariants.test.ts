import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyWorkspaceState,
  evolve,
  workspaceReducer,
  type WorkspaceState,
} from '../../shared/pipelines/workspace-log.ts';
import { stage } from '../../shared/records/mutation.ts';
import { play, type Play } from './play.ts';
import { sampleVersion } from './sample-records.ts';

type Ask = (log: Play<WorkspaceState>) => unknown;

const model = fc.constantFrom('churn', 'fraud');
const alias = fc.constantFrom('champion', 'challenger');
const digest = fc.constantFrom('x', 'y');
/** Picks among the versions that there are; now and then one that is not. */
const pick = fc.nat(9);
const stale = fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0);

const versionIds = ({ state }: Play<WorkspaceState>): string[] => [...state.registry.modelOfVersion.keys()];
const picked = (log: Play<WorkspaceState>, nth: number): string =>
  versionIds(log)[nth % (versionIds(log).length + 1)] ?? 'nobody';
const modelOf = ({ state: { registry } }: Play<WorkspaceState>, versionId: string) =>
  registry.models.get(registry.modelOfVersion.get(versionId) ?? '');

const create = fc.tuple(model, fc.constantFrom('u1', 'u2')).map(([name, modelUuid]): Ask => {
  return (log) => log.say('model.created', { model: name, modelUuid });
});
const register = fc
  .tuple(model, digest, digest, stale)
  .map(([name, signatureDigest, recipeDigest, orphan]): Ask => {
    const lineage = { signatureDigest, recipeDigest, ...(orphan ? { modelUuid: 'u2' } : {}) };
    return (log) => log.say('version.registered', sampleVersion(name, `v-${log.entries.length}`, lineage));
  });
/** As a page does it, which knows who holds the stage; or as one that has not heard of it yet. */
const move = fc.tuple(pick, fc.constantFrom(...stage.options), stale).map(([nth, to, late]): Ask => (log) => {
  const versionId = picked(log, nth);
  const holder = modelOf(log, versionId)?.versions.find((version) => version.stage === to);
  const expected = late ? 'nobody' : (holder?.versionId ?? null);
  return log.say('stage.transitioned', { versionId, stage: to, expect: { versionId: expected } });
});
/** Also at versions of the other model, and at none. */
const point = fc.tuple(model, alias, pick, stale).map(([name, called, nth, late]): Ask => (log) => {
  const holder = late ? 'nobody' : (log.state.registry.models.get(name)?.aliases.get(called) ?? null);
  const versionId = picked(log, nth);
  return log.say('alias.set', { model: name, alias: called, versionId, expect: { versionId: holder } });
});
const remove = fc.tuple(model, alias).map(([name, called]): Ask => {
  return (log) => log.say('alias.removed', { model: name, alias: called });
});

/** Of what is deployed too, which is refused. */
const discard = pick.map((nth): Ask => {
  return (log) => log.say('version.deleted', { versionId: picked(log, nth) });
});
const shelve = fc.tuple(model, fc.boolean()).map(([name, archived]): Ask => {
  return (log) => log.say('model.archived', { model: name, archived });
});
const end = model.map(
  (name): Ask =>
    (log) =>
      log.say('model.deleted', { model: name }),
);

const ask: fc.Arbitrary<Ask> = fc.oneof(
  { arbitrary: create, weight: 1 },
  { arbitrary: register, weight: 3 },
  { arbitrary: move, weight: 4 },
  { arbitrary: point, weight: 2 },
  { arbitrary: remove, weight: 1 },
  { arbitrary: discard, weight: 1 },
  { arbitrary: shelve, weight: 1 },
  { arbitrary: end, weight: 1 },
);

const played = fc.array(ask, { minLength: 10, maxLength: 60, size: 'max' }).map((asks) => {
  const log = play(workspaceReducer);
  log.say('model.created', { model: 'churn', modelUuid: 'uuid-churn' });
  log.say('model.created', { model: 'fraud', modelUuid: 'uuid-fraud' });
  for (const next of asks) next(log);
  return log;
});

const everyModel = ({ registry }: WorkspaceState) => [...registry.models.values()];

describe('whatever is asked for', () => {
  test('[SYNC I6] version numbers are dense and no alias dangles', () => {
    fc.assert(
      fc.property(played, ({ state }) => {
        for (const { versions, aliases, deleted = [] } of everyModel(state)) {
          const given = [...versions, ...deleted].toSorted((a, b) => a.version - b.version);
          expect(given.map(({ version }) => version)).toEqual(given.map((_, i) => i + 1));
          const ids = versions.map((version) => version.versionId);
          for (const target of aliases.values()) expect(ids).toContain(target);
        }
      }),
    );
  });

  test('semantic versions only rise', () => {
    fc.assert(
      fc.property(played, ({ state }) => {
        for (const { versions, deleted = [] } of everyModel(state)) {
          const given = [...versions, ...deleted].toSorted((a, b) => a.version - b.version);
          const ranks = given.map(({ semver }) =>
            semver.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0),
          );
          expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test('at most one version of a model is in Production, and exactly that one is routed', () => {
    fc.assert(
      fc.property(played, ({ state }) => {
        for (const { name, versions } of everyModel(state)) {
          for (const to of ['Production', 'Staging'] as const) {
            const holders = versions
              .filter((version) => version.stage === to)
              .map((version) => version.versionId);
            const endpoint = state.deployment.endpoints.get(name);
            const routes = endpoint?.[to === 'Production' ? 'production' : 'staging'] ?? [];
            expect(holders.length).toBeLessThanOrEqual(1);
            expect(routes).toEqual(holders.map((id) => ({ versionId: id, weight: 100 })));
          }
        }
      }),
    );
  });

  test('[SYNC5] what is archived or deleted is not deployed', () => {
    fc.assert(
      fc.property(played, ({ state: { registry, deployment } }) => {
        for (const { name, archived, versions } of registry.models.values()) {
          const deployed = versions.some(({ stage: at }) => at === 'Production' || at === 'Staging');
          expect(deployed && archived === true).toBe(false);
          const known = new Set(versions.map(({ versionId }) => versionId));
          for (const { versionId } of deployment.endpoints.get(name)?.history ?? [])
            expect(known).toContain(versionId);
        }
        for (const name of deployment.endpoints.keys()) expect([...registry.models.keys()]).toContain(name);
      }),
    );
  });

  test('[SYNC I0] the state is the fold of the log, in one piece or in many, and folding changes nothing it was given', () => {
    fc.assert(
      fc.property(played, fc.nat(60), ({ state, entries }, cut) => {
        const empty = emptyWorkspaceState();
        const early = evolve(empty, entries.slice(0, cut));
        const earlyAgain = structuredClone(early);
        expect(evolve(early, entries.slice(cut))).toEqual(state);
        expect(evolve(empty, entries)).toEqual(state);
        expect(early).toEqual(earlyAgain);
        expect(empty).toEqual(emptyWorkspaceState());
      }),
    );
  });

  test('deciding changes nothing', () => {
    fc.assert(
      fc.property(played, ask, (log, next) => {
        const before = structuredClone(log.state);
        const { state } = log;
        next(log);
        expect(state).toEqual(before);
      }),
    );
  });
});
