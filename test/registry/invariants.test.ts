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

/** What people and programs may ask for, sensible or not; small sets of names make them collide. */
const name = fc.constantFrom('churn', 'fraud');
const uuid = fc.constantFrom('u1', 'u2', 'u3');
const versionId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const expected = fc.record({ versionId: fc.option(versionId) });
const digest = fc.constantFrom('x', 'y');
type Ask = (log: Play<WorkspaceState>) => unknown;

const ask: fc.Arbitrary<Ask> = fc.oneof(
  fc.tuple(name, uuid).map(
    ([model, modelUuid]): Ask =>
      (log) =>
        log.say('model.created', { model, modelUuid }),
  ),
  fc.tuple(name, versionId, fc.option(uuid), digest, digest).map(
    ([model, id, modelUuid, signatureDigest, recipeDigest]): Ask =>
      (log) =>
        log.say(
          'version.registered',
          sampleVersion(model, id, {
            signatureDigest,
            recipeDigest,
            ...(modelUuid === null ? {} : { modelUuid }),
          }),
        ),
  ),
  fc.tuple(versionId, fc.constantFrom(...stage.options), expected).map(
    ([id, to, expect]): Ask =>
      (log) =>
        log.say('stage.transitioned', { versionId: id, stage: to, expect }),
  ),
  // As a page does it: it knows who holds the stage.
  fc
    .tuple(versionId, fc.constantFrom('Production' as const, 'Staging' as const))
    .map(([id, to]): Ask => (log) => {
      const model = log.state.registry.models.get(log.state.registry.modelOfVersion.get(id) ?? '');
      const holder = model?.versions.find((version) => version.stage === to)?.versionId ?? null;
      return log.say('stage.transitioned', { versionId: id, stage: to, expect: { versionId: holder } });
    }),
  fc.tuple(name, fc.constantFrom('champion', 'challenger'), versionId, expected).map(
    ([model, alias, id, expect]): Ask =>
      (log) =>
        log.say('alias.set', { model, alias, versionId: id, expect }),
  ),
  fc.tuple(name, fc.constantFrom('champion', 'challenger')).map(
    ([model, alias]): Ask =>
      (log) =>
        log.say('alias.removed', { model, alias }),
  ),
);

const played = fc.array(ask, { maxLength: 60 }).map((asks) => {
  const log = play(workspaceReducer);
  for (const next of asks) next(log);
  return log;
});

const everyModel = ({ registry }: WorkspaceState) => [...registry.models.values()];

describe('whatever is asked for', () => {
  test('[SYNC I6] version numbers are dense and no alias dangles', () => {
    fc.assert(
      fc.property(played, ({ state }) => {
        for (const { versions, aliases } of everyModel(state)) {
          expect(versions.map(({ version }) => version)).toEqual(versions.map((_, i) => i + 1));
          const ids = new Set(versions.map((version) => version.versionId));
          for (const target of aliases.values()) expect(ids).toContain(target);
        }
      }),
    );
  });

  test('semantic versions only rise', () => {
    fc.assert(
      fc.property(played, ({ state }) => {
        for (const { versions } of everyModel(state)) {
          const ranks = versions.map(({ semver }) =>
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
        for (const { name: model, versions } of everyModel(state)) {
          for (const to of ['Production', 'Staging'] as const) {
            const holders = versions
              .filter((version) => version.stage === to)
              .map((version) => version.versionId);
            const endpoint = state.deployment.endpoints.get(model);
            const routes = endpoint?.[to === 'Production' ? 'production' : 'staging'] ?? [];
            expect(holders.length).toBeLessThanOrEqual(1);
            expect(routes).toEqual(holders.map((id) => ({ versionId: id, weight: 100 })));
          }
        }
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
