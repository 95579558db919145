import fc from 'fast-check';
import { KINDS, type Wish } from './commits.ts';
import { type Fault, FAULTS } from './network.ts';
import { type Settling, SETTLEMENTS } from './settling.ts';

/** One thing that happens; `who` and `pick` are taken modulo what there is. */
export type Step =
  | { readonly do: 'commit'; readonly who: number; readonly wishes: readonly Wish[] }
  | { readonly do: 'sync'; readonly who: number; readonly faults: readonly Fault[] }
  | {
      readonly do: 'race';
      readonly who: number;
      readonly rival: number;
      readonly wishes: readonly Wish[];
      readonly faults: readonly Fault[];
      /** What the slower one does about it at once, if anything. */
      readonly how: Settling | null;
    }
  | ({ readonly do: 'commit-meanwhile'; readonly wish: Wish } & Meanwhile)
  | { readonly do: 'settle'; readonly who: number; readonly how: Settling }
  | ({ readonly do: 'settle-meanwhile'; readonly how: Settling } & Meanwhile)
  | { readonly do: 'all-sync' | 'all-settle' | 'backup' | 'lose-server' | 'restart-server' }
  | { readonly do: 'restore'; readonly pick: number }
  | { readonly do: 'server-commits'; readonly pick: number }
  | {
      readonly do:
        | 'other-tab'
        | 'close-tab'
        | 'clone'
        | 'copy'
        | 'roll-back'
        | 'lose-profile'
        | 'deliver-late'
        | 'put-refused-away';
      readonly who: number;
    };

/** While a sync is under way, in another tab when there is one. */
interface Meanwhile {
  readonly who: number;
  /** So many requests go before. */
  readonly after: number;
  readonly faults: readonly Fault[];
}

export interface History {
  /** Years by which the clock of each member is wrong. */
  readonly clocks: readonly number[];
  readonly steps: readonly Step[];
}

export const MOST_MEMBERS = 4;

const who = fc.nat(MOST_MEMBERS - 1);
// Creations weigh more: without a model there is little else to do.
const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KINDS) },
  { weight: 2, arbitrary: fc.constantFrom('model.created' as const, 'version.registered' as const) },
);
const wish = fc.record({ kind, pick: fc.nat(30) });
/** Two who are apart and want the same, of what only one can have, and go on from there. */
const contested = fc.constantFrom(
  'model.created' as const,
  'model.created' as const,
  'stage.transitioned' as const,
  'stage.transitioned' as const,
  'alias.set' as const,
  'version.deleted' as const,
);
const following = fc.constantFrom(
  'version.registered' as const,
  'stage.transitioned' as const,
  'alias.set' as const,
);
const races = fc
  .tuple(
    fc.record({ kind: contested, pick: fc.nat(30) }),
    fc.array(fc.record({ kind: following, pick: fc.nat(30) }), { maxLength: 2 }),
  )
  .map(([first, more]): Wish[] => [first, ...more]);
const settling = fc.record({ as: fc.constantFrom(...SETTLEMENTS), pick: fc.nat(5) });
const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 5 });
const after = fc.nat(3);
const of = <D extends Step['do']>(name: D) => fc.constant(name);
const oneOf = <D extends Step['do']>(...names: D[]) => fc.constantFrom(...names);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: of('commit'), who, wishes: fc.array(wish, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 6, arbitrary: fc.record({ do: of('sync'), who, faults }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: of('race'),
      who,
      rival: who,
      wishes: races,
      faults,
      how: fc.option(settling, { freq: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: of('commit-meanwhile'), who, wish, after, faults }) },
  { weight: 4, arbitrary: fc.record({ do: oneOf('all-sync', 'all-settle') }) },
  { weight: 2, arbitrary: fc.record({ do: of('backup') }) },
  { weight: 3, arbitrary: fc.record({ do: of('restore'), pick: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: oneOf('lose-server', 'restart-server') }) },
  { weight: 1, arbitrary: fc.record({ do: of('server-commits'), pick: fc.nat(30) }) },
  { weight: 5, arbitrary: fc.record({ do: of('clone'), who }) },
  { weight: 3, arbitrary: fc.record({ do: of('roll-back'), who }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: oneOf('copy', 'lose-profile', 'deliver-late', 'put-refused-away'), who }),
  },
  { weight: 3, arbitrary: fc.record({ do: oneOf('other-tab', 'other-tab', 'close-tab'), who }) },
  { weight: 3, arbitrary: fc.record({ do: of('settle'), who, how: settling }) },
  { weight: 1, arbitrary: fc.record({ do: of('settle-meanwhile'), who, how: settling, after, faults }) },
);

/** What may happen to a team within some days: at least 6 steps, at most so many. */
export const historiesOf = (mostSteps: number): fc.Arbitrary<History> =>
  fc.record({
    clocks: fc.array(fc.integer({ min: -10, max: 10 }), { minLength: MOST_MEMBERS, maxLength: MOST_MEMBERS }),
    steps: fc.array(step, { minLength: 6, maxLength: mostSteps, size: 'max' }),
  });
