import { openHome, type Home, type NewStorage } from './home.ts';
import { requireInvariants } from './invariants.ts';
import { type Member, openMember, type Plant } from './member.ts';
import { type History, MOST_MEMBERS, type Step } from './steps.ts';

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;

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
    case 'race':
      return race(each, member, members[each.rival % members.length]!);
    case 'commit-meanwhile':
      member.network.befall(each.faults);
      member.network.interrupt(each.after, () => member.commit(each.wish, member.tabs().at(-1)));
      await member.device().sync.syncNow();
      return member.network.befall([]);
    case 'settle':
      // Whoever has something to settle, from that one on.
      for (const one of [...members.slice(each.who % members.length), ...members])
        if (await one.settle(each.how)) return;
      return;
    case 'settle-meanwhile':
      member.network.befall(each.faults);
      member.network.interrupt(each.after, async () => {
        await member.settle(each.how, member.tabs().at(-1));
      });
      await member.device().sync.syncNow();
      return member.network.befall([]);
    case 'all-sync':
      await Promise.all(members.flatMap((one) => one.tabs()).map(({ sync }) => sync.syncNow()));
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
    case 'other-tab':
      return member.goToOtherTab();
    case 'close-tab':
      return member.closeTab();
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

/** Two see the same, go apart, want the same, and come back one after the other. */
async function race(
  { wishes, faults, how }: Extract<Step, { do: 'race' }>,
  slower: Member,
  faster: Member,
): Promise<void> {
  const sync = (member: Member): Promise<void> => member.device().sync.syncNow();
  if (wishes[0]?.kind !== 'model.created') {
    const { pick } = wishes[0]!;
    for (const kind of ['model.created', 'version.registered'] as const) await faster.commit({ kind, pick });
    for (const member of [faster, slower]) await sync(member);
  }
  for (const wish of wishes) for (const member of [faster, slower]) await member.commit(wish);
  await sync(faster);
  slower.network.befall(faults);
  await sync(slower);
  slower.network.befall([]);
  if (how !== null) await slower.settle(how);
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
    for (const { sync } of members.flatMap((member) => member.tabs())) await sync.syncNow();
}
