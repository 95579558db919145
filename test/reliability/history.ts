import fc from 'fast-check';
import { openHome, type Home, type NewStorage } from './home.ts';
import { KINDS, type Wish } from './commits.ts';
import { requireInvariants } from './invariants.ts';
import { type Member, openMember, type Plant } from './member.ts';
import { type Fault, FAULTS } from './network.ts';

/** One thing that happens; `who` and `pick` are taken modulo what there is. */
export type Step =
  | { readonly do: 'commit'; readonly who: number; readonly wishes: readonly Wish[] }
  | { readonly do: 'sync'; readonly who: number; readonly faults: readonly Fault[] }
  | {
      readonly do: 'commit-meanwhile';
      readonly who: number;
      readonly wish: Wish;
      readonly after: number;
      readonly faults: readonly Fault[];
    }
  | { readonly do: 'all-sync' | 'all-settle' | 'backup' | 'lose-server' | 'restart-server' }
  | { readonly do: 'restore'; readonly pick: number }
  | { readonly do: 'server-commits'; readonly pick: number }
  | {
      readonly do: 'clone' | 'copy' | 'roll-back' | 'lose-profile' | 'deliver-late' | 'put-refused-away';
      readonly who: number;
    };

export interface History {
  /** Years by which the clock of each member is wrong. */
  readonly clocks: readonly number[];
  readonly steps: readonly Step[];
}

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
const MOST_MEMBERS = 4;

const who = fc.nat(MOST_MEMBERS - 1);
// Creations weigh more: without a model there is little else to do.
const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KINDS) },
  { weight: 2, arbitrary: fc.constantFrom('model.created' as const, 'version.registered' as const) },
);
const wish = fc.record({ kind, pick: fc.nat(30) });
const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 5 });
const of = <D extends Step['do']>(name: D) => fc.constant(name);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: of('commit'), who, wishes: fc.array(wish, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 8, arbitrary: fc.record({ do: of('sync'), who, faults }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: of('commit-meanwhile'), who, wish, after: fc.nat(3), faults }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('all-sync' as const, 'all-settle' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: of('backup') }) },
  { weight: 3, arbitrary: fc.record({ do: of('restore'), pick: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('lose-server' as const, 'restart-server' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: of('server-commits'), pick: fc.nat(30) }) },
  { weight: 5, arbitrary: fc.record({ do: of('clone'), who }) },
  { weight: 3, arbitrary: fc.record({ do: of('roll-back'), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'copy' as const,
        'lose-profile' as const,
        'deliver-late' as const,
        'put-refused-away' as const,
      ),
      who,
    }),
  },
);

/** What may happen to a team within some days. */
export const histories: fc.Arbitrary<History> = fc.record({
  clocks: fc.array(fc.integer({ min: -10, max: 10 }), { minLength: MOST_MEMBERS, maxLength: MOST_MEMBERS }),
  steps: fc.array(step, { minLength: 6, maxLength: 16, size: 'max' }),
});

/** Lets a history happen to a real server and real clients, waits until all is quiet, and checks I0–I7. */
export async function happen(history: History, newStorage: NewStorage, plant: Plant = {}): Promise<void> {
  const home = await openHome(newStorage);
  const members: Member[] = [];
  const newId = countedIds();
  const enter = (at: number) => ({
    origin: home.origin,
    newId,
    skewMs: history.clocks[at]! * YEAR_MS,
    plant,
  });
  try {
    for (const at of [0, 1]) members.push(await openMember(enter(at)));
    let restored = false;
    for (const each of history.steps) {
      restored ||= each.do === 'restore' || each.do === 'lose-server';
      await take(each, home, members, newId, (at) => enter(at).skewMs);
    }
    await quiesce(members);
    await requireInvariants({ home, members, restored });
  } finally {
    for (const member of members) await member.close();
    await home.remove();
  }
}

/** The same history makes the same ids; in their order they say nothing about time. */
function countedIds(): () => string {
  let count = 0;
  return () => `00000000-0000-7000-8000-${String((count += 1)).padStart(12, '0')}`;
}

async function take(
  each: Step,
  home: Home,
  members: Member[],
  newId: () => string,
  skewOf: (member: number) => number,
): Promise<void> {
  const member = members['who' in each ? each.who % members.length : 0]!;
  switch (each.do) {
    case 'commit':
      for (const one of each.wishes) await member.commit(one);
      return;
    case 'sync':
      member.network.befall(each.faults);
      await member.device().sync.syncNow();
      return member.network.befall([]);
    case 'commit-meanwhile':
      member.network.befall(each.faults);
      member.network.interrupt(each.after, () => member.commit(each.wish));
      await member.device().sync.syncNow();
      return member.network.befall([]);
    case 'all-sync':
      await Promise.all(members.map((one) => one.device().sync.syncNow()));
      return;
    case 'all-settle':
      for (const one of members) await one.device().sync.syncNow();
      return;
    case 'backup':
      return home.backup();
    case 'restore':
      return home.restore(each.pick);
    case 'lose-server':
      return home.wipe();
    case 'restart-server':
      return home.restart();
    case 'server-commits':
      return serverCommits(home, each.pick, newId);
    case 'clone':
      if (members.length < MOST_MEMBERS) members.push(await member.clone(skewOf(members.length)));
      return;
    case 'copy':
      return member.copy();
    case 'roll-back':
      return member.rollBack();
    case 'lose-profile':
      return member.wipe();
    case 'deliver-late':
      return member.network.deliverLate();
    case 'put-refused-away':
      return member.forgetRefused();
  }
}

/** The server writes into its log too: whom it let in, and what its own command line does. */
async function serverCommits(home: Home, pick: number, newId: () => string): Promise<void> {
  const { workspace } = home.server();
  await workspace.commitAs('admin', 'token.issued', { tokenId: newId(), name: 'page', scope: 'viewer' });
  const model = `model ${pick % 3}`;
  if ((await workspace.log.state()).registry.models.has(model)) return;
  await workspace.log.commit('model.created', { model, modelUuid: newId(), description: '', tags: [] });
}

/** More rounds than any chain of renewals and restores needs, far fewer than it would take by chance. */
const ROUNDS = 6;

async function quiesce(members: readonly Member[]): Promise<void> {
  for (const { network } of members) {
    network.befall([]);
    await network.deliverLate();
  }
  for (let round = 0; round < ROUNDS; round += 1)
    for (const member of members) await member.device().sync.syncNow();
}
