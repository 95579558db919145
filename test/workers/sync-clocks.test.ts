import { afterEach, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { encodePackage } from '../../shared/packaging/package-file.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import { sampleManifest, sampleTensors } from '../packaging/sample-package.ts';
import { sampleVersion } from '../registry/sample-records.ts';
import { startTestServer, type TestServer } from '../sync-server/server.ts';
import { openDevice, type Device } from './fixtures/device.ts';

const TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000;

let server: TestServer;
const devices: Device[] = [];
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
  await server.remove();
});

async function device(offMs: number): Promise<Device> {
  const made = await openDevice({
    origin: `http://127.0.0.1:${server.port}`,
    now: () => new Date(Date.now() + offMs),
  });
  devices.push(made);
  return made;
}

const promote = ({ workspace }: Device, versionId: string, over: string | null) =>
  workspace.log.commit('stage.transitioned', {
    versionId,
    stage: 'Production',
    reason: '',
    expect: { versionId: over },
  });
const inProduction = async ({ workspace }: Device) =>
  (await workspace.log.state()).registry.models
    .get('churn')!
    .versions.find(({ stage }) => stage === 'Production')?.version;

it('[SYNC6] clocks ten years ahead and behind, of devices and of the server, decide nothing', async () => {
  const clock = (offMs: number) => ({
    nowMs: () => Date.now() + offMs,
    monotonicMs: () => performance.now(),
  });
  server = await startTestServer({ clock: clock(-TEN_YEARS_MS) });
  const [ahead, behind] = [await device(TEN_YEARS_MS), await device(-TEN_YEARS_MS)];
  await ahead.workspace.log.commit('model.created', {
    model: 'churn',
    modelUuid: v7(),
    description: '',
    tags: [],
  });
  const [one, two] = [v7(), v7()];
  const digest = await ahead.workspace.blobs.put(encodePackage(sampleManifest(), sampleTensors()));
  for (const versionId of [one, two])
    await ahead.workspace.log.commit('version.registered', sampleVersion('churn', versionId, { digest }));
  for (const each of [ahead, behind]) await each.sync.syncNow();

  // Whoever comes first is first, though it says that it was ten years ago, or will be in ten.
  await promote(behind, one, null);
  await promote(ahead, two, null);
  for (const each of [ahead, behind, ahead]) await each.sync.syncNow();
  expect([await inProduction(ahead), await inProduction(behind)]).toEqual([2, 2]);
  expect(await behind.workspace.log.refused()).toMatchObject([{ code: 'stale-precondition' }]);

  // The server's own clock leaps by twenty years meanwhile.
  const { port } = server;
  await server.stop();
  server = await startTestServer({ port, clock: clock(TEN_YEARS_MS) }, server.folder);
  await promote(behind, one, two);
  for (const each of [behind, ahead]) await each.sync.syncNow();
  for (const each of [ahead, behind]) {
    expect(each.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
    expect(await inProduction(each)).toBe(1);
    expect(await each.workspace.log.state()).toEqual(await server.workspace.log.state());
  }
  const events = await server.workspace.eventsAfter(0, 100);
  expect(verifyChain(events)).toBeNull();
  const years = events.map(({ at }) => new Date(at).getUTCFullYear());
  expect(Math.max(...years) - Math.min(...years)).toBeGreaterThanOrEqual(19);
});
