import { afterEach, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { openHome, onSqlite, type Home } from '../reliability/home.ts';
import { copyProfile } from './fixtures/copy-profile.ts';
import { openDevice, ownStorage, type Device } from './fixtures/device.ts';

let home: Home;
let devices: Device[] = [];
afterEach(async () => {
  for (const device of devices) await device.close();
  devices = [];
  await home.remove();
});

async function device(storage = ownStorage()): Promise<Device> {
  const made = await openDevice({ origin: home.origin, storage });
  devices.push(made);
  return made;
}

it('[SYNC7] a change that a copy of the profile brought to the log is queued again when the log is lost', async () => {
  home = await openHome(onSqlite);
  const storage = ownStorage();
  const a = await device(storage);
  await a.workspace.log.commit('model.created', { model: 'm', modelUuid: v7(), description: '', tags: [] });
  await a.sync.syncNow();
  const twin = await device(await copyProfile(storage));
  await home.wipe();
  // It is queued by both, and pulled by the twin before it was pushed: it stands under the id of the other.
  await a.sync.syncNow();
  await twin.sync.syncNow();
  await home.wipe();
  await twin.sync.syncNow();
  expect((await home.server().workspace.snapshot()).state.registry.models.size).toBe(1);
});
