import { copyProfile } from '../workers/fixtures/copy-profile.ts';
import { type Device, openDevice, ownStorage } from '../workers/fixtures/device.ts';
import { commit, type Wish } from './commits.ts';
import { type Network, unreliableNetwork } from './network.ts';

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
}

/** Somebody at a device with a profile that may be lost, copied and set back. */
export interface Member {
  device(): Device;
  readonly network: Network;
  /** Uids of changes that this profile, as it is now, was told are kept. */
  own(): readonly string[];
  /** Uids of refusals that the person has been shown and has put away. */
  shown(): ReadonlySet<string>;
  commit(wish: Wish): Promise<void>;
  forgetRefused(): Promise<void>;
  /** Puts a copy of the profile aside. */
  copy(): Promise<void>;
  /** Goes back to the copy; to nothing when there is none. */
  rollBack(): Promise<void>;
  wipe(): Promise<void>;
  /** Another member with the same profile. */
  clone(skewMs: number): Promise<Member>;
  close(): Promise<void>;
}

export async function openMember(
  options: MemberOptions,
  from: Memory = { storage: ownStorage(), own: [] },
): Promise<Member> {
  const { origin, newId, skewMs, plant } = options;
  const network = unreliableNetwork(async (path, answer) => plant.answered?.(device, path, answer));
  const ids: string[] = [];
  const shown = new Set<string>();
  let own = [...from.own];
  let storage = from.storage;
  let kept: Memory | null = null;
  const open = (): Promise<Device> =>
    openDevice({
      origin,
      storage,
      network: network.fetch,
      now: () => new Date(Date.now() + skewMs),
      newId() {
        ids.push(newId());
        return ids.at(-1)!;
      },
    });
  let device = await open();
  const reopen = async (memory: Memory): Promise<void> => {
    await device.close();
    storage = memory.storage;
    own = [...memory.own];
    device = await open();
  };
  const remember = async (): Promise<Memory> => ({ storage: await copyProfile(storage), own: [...own] });
  return {
    device: () => device,
    network,
    own: () => own,
    shown: () => shown,
    async commit(wish) {
      ids.length = 0;
      const { workspace } = device;
      const shows = await commit(workspace, wish, newId);
      if (shows === null) return;
      own.push(await committed(device, ids));
      if (!shows(await workspace.log.state()))
        throw new Error(`I7: "${wish.kind}" does not show right after it was committed.`);
    },
    async forgetRefused() {
      for (const { uid } of await device.workspace.log.refused()) shown.add(uid);
      await device.workspace.log.forgetRefused();
    },
    async copy() {
      kept = await remember();
    },
    async rollBack() {
      if (kept === null) return reopen({ storage: ownStorage(), own: [] });
      await reopen({ ...kept, storage: await copyProfile(kept.storage) });
    },
    wipe: () => reopen({ storage: ownStorage(), own: [] }),
    clone: async (otherSkewMs) => openMember({ ...options, skewMs: otherSkewMs }, await remember()),
    close: () => device.close(),
  };
}

/** The uid of what was just committed: it waits, or has been through already. */
async function committed({ workspace: { db } }: Device, ids: readonly string[]): Promise<string> {
  const [waiting, events] = [await db.outbox.toArray(), await db.events.toArray()];
  const found = [...waiting, ...events].find(({ uid }) => ids.includes(uid));
  if (found === undefined)
    throw new Error('I2: a change that was acknowledged is neither waiting nor in the log.');
  return found.uid;
}
