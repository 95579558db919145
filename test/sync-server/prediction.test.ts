import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { featuresOf, promote, register, trainChurn, type Registered } from './models.ts';
import { startTestServer, type Answered, type TestServer } from './server.ts';

let server: TestServer;
let elsewhere: Workspace;
let outcomes: [RunOutcome, RunOutcome];
let first: Registered;
let second: Registered;
const features = featuresOf(0);

beforeAll(async () => {
  outcomes = [await trainChurn(1), await trainChurn(2)];
  server = await startTestServer();
  elsewhere = await server.open();
  first = await register(elsewhere, outcomes[0], { model: 'churn' });
  second = await register(elsewhere, outcomes[1], { model: 'churn', modelUuid: first.modelUuid });
  await elsewhere.log.commit('alias.set', {
    model: 'churn',
    alias: 'challenger',
    versionId: second.versionId,
    expect: { versionId: null },
  });
});
afterAll(async () => {
  await elsewhere.close();
  await server.remove();
});

const predict = (body: Record<string, unknown>): Promise<Answered> =>
  server.ask('/api/predict', { body: { modelId: 'churn', features, ...body } });

async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it never happened');
}

describe('before anything is in Production', () => {
  it('says so, with what to do', async () => {
    const answer = await predict({});
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({
      code: 'not-deployed',
      remedy: expect.stringContaining('Promote'),
    });
    expect((await server.ask('/predict', { body: { features } })).json.code).toBe('not-deployed');
  });

  it('answers for an unknown model with 404 and lists none of its secrets', async () => {
    const answer = await predict({ modelId: 'nope' });
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({
      code: 'model-unknown',
      detail: expect.stringContaining('nope'),
    });
    expect(answer.text).not.toContain(server.folder);
  });

  it('serves a named version and an alias all the same', async () => {
    const byNumber = await server.ask('/api/models/churn/versions/1/predict', { body: { features } });
    expect(byNumber.json).toMatchObject({ success: true, versionId: first.versionId });
    const byAlias = await server.ask('/api/models/churn@challenger/predict', { body: { features } });
    expect(byAlias.json.versionId).toBe(second.versionId);
  });
});

describe('a model in Production', () => {
  beforeAll(async () => {
    await promote(elsewhere, first);
    await eventually(async () => (await predict({})).status === 200);
  });

  it('[PRED1] answers the very digits of the package, with who answered', async () => {
    const answer = await predict({});
    const { answer: own } = openModel(outcomes[0].packageBytes).predict(features);
    expect(answer.json).toMatchObject({
      success: true,
      prediction: own.prediction,
      confidence: own.confidence,
      probabilities: own.probabilities,
      modelId: 'churn',
      modelVersion: 'v1.0.0',
      versionId: first.versionId,
      digest: outcomes[0].modelDigest,
    });
    expect(answer.json.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(answer.json.latencyMs).toBeGreaterThan(0);
  });

  it('takes the model by UUID and features as an array in signature order', async () => {
    const inputs = openModel(outcomes[0].packageBytes).manifest.signature.inputs;
    const row = inputs.map(({ name }) => features[name]);
    const answer = await predict({ modelId: first.modelUuid, features: row });
    expect(answer.json).toMatchObject({
      modelId: 'churn',
      confidence: (await predict({})).json.confidence,
    });
  });

  it('lists as many labels as are asked for', async () => {
    expect((await predict({ topK: 1 })).json.probabilities).toHaveLength(1);
  });

  it('needs no name while it is the only one', async () => {
    expect((await server.ask('/predict', { body: { features } })).json.modelId).toBe('churn');
    expect((await server.ask('/predict', { body: { features, model: 'churn' } })).status).toBe(200);
  });

  it('routes by the name in the path', async () => {
    expect((await server.ask('/api/models/churn/predict', { body: { features } })).json.versionId).toBe(
      first.versionId,
    );
    for (const version of ['2', 'v1.0.1', '1.0.1', second.versionId]) {
      const answer = await server.ask(`/api/models/churn/versions/${version}/predict`, {
        body: { features },
      });
      expect(answer.json.versionId).toBe(second.versionId);
    }
    expect((await server.ask('/api/models/churn/versions/9/predict', { body: { features } })).json.code).toBe(
      'version-unknown',
    );
    expect((await server.ask('/api/models/churn@nobody/predict', { body: { features } })).json.code).toBe(
      'alias-unknown',
    );
  });

  it('[PRED2] names every field that does not fit, with its pointer', async () => {
    const { Age: _, ...rest } = features;
    const answer = await predict({ features: { ...rest, Tenure: 'long', MonthlyCharges: 2 ** 60 } });
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('features-invalid');
    const pointers = answer.json.errors.map((error: { pointer: string }) => error.pointer).toSorted();
    expect(pointers).toEqual(['/features/Age', '/features/MonthlyCharges', '/features/Tenure']);
  });

  it.each([
    ['an integer beyond 2^53−1', '9007199254740993', 'features-invalid'],
    ['1e999', '1e999', 'features-invalid'],
    ['NaN', 'NaN', 'value-not-finite'],
    ['Infinity', 'Infinity', 'value-not-finite'],
  ])('[PRED2] refuses %s with its pointer', async (_, literal, code) => {
    const body = JSON.stringify({ modelId: 'churn', features: { ...features, Age: 0.125 } }).replace(
      '0.125',
      literal,
    );
    const answer = await server.ask('/api/predict', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code, errors: [{ pointer: '/features/Age' }] });
  });

  it('[PRED2] warns of a category that training did not see', async () => {
    const answer = await predict({ features: { ...features, Contract: 'Forever' } });
    expect(answer.status).toBe(200);
    expect(answer.json.warnings).toMatchObject([{ pointer: '/features/Contract' }]);
  });

  it('serves the good rows of a batch and says what is wrong with the others', async () => {
    const instances = [features, { ...features, Age: 'old' }, featuresOf(1)];
    const answer = await server.ask('/predict/batch', { body: { instances, model: 'churn' } });
    expect(answer.status).toBe(200);
    const [good, bad, last] = answer.json.predictions;
    expect(good.confidence).toBe((await predict({})).json.confidence);
    expect(bad.error).toMatchObject({ code: 'features-invalid', errors: [{ pointer: '/instances/1/Age' }] });
    expect(last.confidence).toBe((await predict({ features: instances[2] })).json.confidence);
    expect(answer.json.versionId).toBe(first.versionId);
  });

  it('predicts a batch of many turns in order', async () => {
    const instances = Array.from({ length: 700 }, (_, row) => featuresOf(row % 300));
    const { json } = await server.ask('/predict/batch', { body: { instances } });
    expect(json.predictions).toHaveLength(700);
    expect(json.predictions[650].confidence).toBe(json.predictions[50].confidence);
    expect((await server.ask('/predict/batch', { body: { instances: [] } })).status).toBe(422);
  });

  it('counts what was predicted over HTTP for the page, at once', async () => {
    const countOf = async (): Promise<number> => {
      const { json } = await server.ask('/api/monitoring?hours=24');
      return json.windows
        .filter(
          (window: { host: string; versionId: string }) =>
            window.host === 'http' && window.versionId === first.versionId,
        )
        .reduce((sum: number, window: { count: number }) => sum + window.count, 0);
    };
    const before = await countOf();
    await predict({});
    expect(await countOf()).toBe(before + 1);
    expect((await server.ask('/api/monitoring?hours=soon')).json.errors[0].pointer).toBe('/hours');
  });

  it('shows its version in /health and its counts in /metrics', async () => {
    const { json } = await server.ask('/health');
    expect(json.models).toMatchObject([
      { model: 'churn', version: 1, modelVersion: 'v1.0.0', digest: first.digest },
    ]);
    const { text } = await server.ask('/metrics');
    expect(text).toMatch(/treadle_predictions_total\{model="churn",version="1",class="\w+"\} \d+/);
    expect(text).toContain('treadle_model_loaded{model="churn",version="1"} 1');
    expect(text).toMatch(/treadle_request_duration_seconds_bucket\{le="0.1",model="churn"/);
  });

  it('[PRED3] promotion by another process fails no request, and no answer mixes two versions', async () => {
    const digests = new Map([
      [first.versionId, first.digest],
      [second.versionId, second.digest],
    ]);
    const seen = new Set<string>();
    await promote(elsewhere, second);
    await eventually(async () => {
      const answer = await predict({});
      expect(answer.status).toBe(200);
      expect(answer.json.digest).toBe(digests.get(answer.json.versionId));
      seen.add(answer.json.versionId);
      return seen.has(second.versionId);
    });
  });

  it('[PRED3] a promotion that is pushed has taken effect when its answer comes', async () => {
    const { registry } = await elsewhere.log.state();
    const current = registry.models.get('churn')!.versions.find((version) => version.stage === 'Production')!;
    const target = current.versionId === first.versionId ? second : first;
    const mutation = {
      mid: 1,
      uid: 'one-promotion',
      type: 'stage.transitioned',
      v: 1,
      at: '2026-01-01T00:00:00.000Z',
      payload: { versionId: target.versionId, stage: 'Production', expect: { versionId: current.versionId } },
    };
    const pushed = await server.ask('/api/v1/sync/push', {
      body: { protocol: 1, schema: 1, clientId: 'page', mutations: [mutation] },
    });
    expect(pushed.json.results).toMatchObject([{ status: 'applied' }]);
    expect((await predict({})).json.versionId).toBe(target.versionId);
  });

  it('wants a name once two models are in Production', async () => {
    await promote(elsewhere, await register(elsewhere, outcomes[0], { model: 'other' }));
    await eventually(async () => (await predict({ modelId: 'other' })).status === 200);
    const answer = await server.ask('/predict', { body: { features } });
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: 'model-ambiguous', models: ['churn', 'other'] });
  });
});

describe('a package with one byte changed', () => {
  it('[PRED1] is refused, shown in /health, and the last good version goes on serving', async () => {
    const broken = await register(elsewhere, await trainChurn(3), {
      model: 'churn',
      modelUuid: first.modelUuid,
    });
    await damage(join(server.folder, 'workspace'), broken.digest);
    const before = (await predict({})).json.versionId;
    await promote(elsewhere, broken);
    await eventually(async () => (await server.ask('/health')).json.status === 'degraded');
    expect((await server.ask('/health')).json.failures).toMatchObject([
      { model: 'churn', version: 3, code: 'artifact-corrupt', remedy: expect.any(String) },
    ]);
    expect((await predict({})).json.versionId).toBe(before);
    const named = await server.ask('/api/models/churn/versions/3/predict', { body: { features } });
    expect([named.status, named.json.code]).toEqual([502, 'artifact-corrupt']);
    const artifact = await server.ask(`/api/v1/blobs/sha256:${broken.digest}`);
    expect([artifact.status, artifact.json.code]).toEqual([502, 'artifact-corrupt']);
  });
});

describe('a package that claims 10^9 nodes', () => {
  it('[SEC5] is 422 with a pointer when it is asked, and the last good version goes on serving', async () => {
    const before = (await predict({})).json.versionId;
    const hostile = claimingNodes(outcomes[0].packageBytes);
    const version = await register(
      elsewhere,
      { ...outcomes[0], packageBytes: hostile },
      { model: 'churn', modelUuid: first.modelUuid },
    );
    await promote(elsewhere, version);
    await eventually(async () => (await server.ask('/health')).json.failures[0]?.code === 'model-invalid');
    const { status, json } = await server.ask('/api/models/churn/versions/4/predict', { body: { features } });
    expect([status, json.code]).toEqual([422, 'model-invalid']);
    expect(json.errors[0].pointer).toBe('/tensors/a/shape');
    expect((await predict({})).json.versionId).toBe(before);
  });
});

describe('stopping', () => {
  it('stores every prediction that was answered, and finds it again after a restart', async () => {
    const before = (await elsewhere.predictions.between(0, Number.MAX_SAFE_INTEGER)).length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => predict({ modelId: 'other' })));
    server = await server.restart();
    const stored = await elsewhere.predictions.between(0, Number.MAX_SAFE_INTEGER);
    const ids = new Set(stored.map((record) => record.requestId));
    for (const answer of answers) expect(ids).toContain(answer.json.requestId);
    expect(stored.length).toBeGreaterThanOrEqual(before + 20);
    expect((await predict({ modelId: 'other' })).status).toBe(200);
  });
});

/** A package with the same manifest, whose one tensor is far smaller than it says. */
function claimingNodes(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const { __metadata__ } = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString('utf8'));
  const a = { dtype: 'F64', shape: [1e9], data_offsets: [0, 8] };
  const text = JSON.stringify({ __metadata__, a });
  const header = Buffer.from(text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([start, header, Buffer.alloc(8)]);
}

/** Flips one bit in the stored file of an artifact. */
async function damage(folder: string, digest: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  const file = join(
    folder,
    files.find((path) => path.endsWith(digest))!,
  );
  const bytes = await readFile(file);
  bytes[bytes.length - 5]! ^= 1;
  await writeFile(file, bytes);
}
