import { copyProfile } from '../workers/fixtures/copy-profile.ts';
import { type Device, openDevice, ownStorage } from '../workers/fixtures/device.ts';
import { commit, type Wish } from './commits.ts';
import { type Network, unreliableNetwork } from './network.ts';
import { settle, type Settling } from './settling.ts';

/** A bug that is planted on purpose where the product has a seam; see planted-bugs.test.ts. */
export interface Plant {
  readonly answered?: (device: Device, path: string, answer: Response) => Promise<void>;
}

export interface MemberOptions {
  readonly origin: string;
  readonly newId: () => string;
  /** How wrong its clock is. */
  readonly skewMs: number;
  readonly plant: Plant;
}

/** What a browser profile remembers of itself, beside its storage. */
interface Memory {
  readonly storage: ReturnType<typeof ownStorage>;
  /** Uids of its own changes, in the order in which they were acknowledged. */
  readonly own: readonly string[];
  readonly shown: ReadonlySet<string>;
}

/** Somebody at a device with a profile that may be lost, copied and set back, in one tab or two. */
export interface Member {
  /** The tab in front. */
  device(): Device;
  /** The tab in front, then the other one if it is open. */
  tabs(): readonly Device[];
  readonly network: Network;
  /** Uids of changes that this profile, as it is now, was told are kept. */
  own(): readonly string[];
  /** Uids of refusals that the person has been shown and has put away or settled. */
  shown(): ReadonlySet<string>;
  commit(wish: Wish, tab?: Device): Promise<void>;
  /** false when there was nothing to settle. */
  settle(how: Settling, tab?: Device): Promise<boolean>;
  forgetRefused(): Promise<void>;
  /** Puts the other tab in front; opens one where there is only one. */
  goToOtherTab(): Promise<void>;
  /** Closes the tab in front, unless it is the only one. */
  closeTab(): Promise<void>;
  /** Puts a copy of the profile aside. */
  copy(): Promise<void>;
  /** Goes back to the copy; to nothing when there is none. */
  rollBack(): Promise<void>;
  wipe(): Promise<void>;
  /** Another member with the same profile. */
  clone(skewMs: number): Promise<Member>;
  close(): Promise<void>;
}

const newProfile = (): Memory => ({ storage: ownStorage(), own: [], shown: new Set() });

export async function openMember(options: MemberOptions, from: Memory = newProfile()): Promise<Member> {
  const { origin, newId, skewMs, plant } = options;
  const network = unreliableNetwork(async (path, answer) => plant.answered?.(tabs[0]!, path, answer));
  const ids: string[] = [];
  const shown = new Set(from.shown);
  let own = [...from.own];
  let { storage } = from;
  let exclusively = oneAtATime();
  let kept: Memory | null = null;
  const open = (): Promise<Device> =>
    openDevice({
      origin,
      storage,
      exclusively,
      network: network.fetch,
      now: () => new Date(Date.now() + skewMs),
      newId() {
        ids.push(newId());
        return ids.at(-1)!;
      },
    });
  let tabs = [await open()];
  const close = async (): Promise<void> => {
    for (const tab of tabs) await tab.close();
  };
  const reopen = async (memory: Memory): Promise<void> => {
    await close();
    storage = memory.storage;
    own = [...memory.own];
    exclusively = oneAtATime();
    tabs = [await open()];
  };
  const remember = async (): Promise<Memory> => ({
    storage: await copyProfile(storage),
    own: [...own],
    shown: new Set(shown),
  });
  return {
    device: () => tabs[0]!,
    tabs: () => tabs,
    network,
    own: () => own,
    shown: () => shown,
    async commit(wish, { workspace } = tabs[0]!) {
      ids.length = 0;
      const shows = await commit(workspace, wish, newId);
      if (shows === null) return;
      own.push(await committed(workspace, ids));
      for (const tab of tabs)
        if (!shows(await tab.workspace.log.state()))
          throw new Error(`I7: "${wish.kind}" does not show right after it was committed.`);
    },
    async settle(how, tab = tabs[0]!) {
      ids.length = 0;
      const settled = await settle(tab, how);
      if (settled === null) return false;
      for (const { uid } of settled.all) shown.add(uid);
      const waiting = await tab.workspace.db.outbox.orderBy('mid').toArray();
      own.push(...waiting.map(({ uid }) => uid).filter((uid) => ids.includes(uid)));
      return true;
    },
    async forgetRefused() {
      const { log } = tabs[0]!.workspace;
      for (const { uid } of await log.refused()) shown.add(uid);
      await log.forgetRefused();
    },
    async goToOtherTab() {
      if (tabs.length === 1) tabs.push(await open());
      tabs.reverse();
    },
    async closeTab() {
      if (tabs.length > 1) await tabs.shift()!.close();
    },
    async copy() {
      kept = await remember();
    },
    async rollBack() {
      await reopen(kept === null ? newProfile() : { ...kept, storage: await copyProfile(kept.storage) });
    },
    wipe: () => reopen(newProfile()),
    clone: async (otherSkewMs) => openMember({ ...options, skewMs: otherSkewMs }, await remember()),
    close,
  };
}

/** Between the tabs of one profile: the Web Lock `sync` (SYNC9). */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

/** The uid of what was just committed: it waits, or has been through already. */
async function committed({ db }: Device['workspace'], ids: readonly string[]): Promise<string> {
  const [waiting, events] = [await db.outbox.toArray(), await db.events.toArray()];
  const found = [...waiting, ...events].find(({ uid }) => ids.includes(uid));
  if (found === undefined)
    throw new Error('I2: a change that was acknowledged is neither waiting nor in the log.');
  return found.uid;
}
