import { afterEach, describe, expect, it } from 'vitest';
import { parseSuite } from '../../shared/records/suite.ts';
import { featuresOf, promote, register, trainChurn } from './models.ts';
import { startTestServer, type Answered, type TestServer } from './server.ts';

let server: TestServer;
afterEach(() => server.remove());

const promises = [
  { check: 'range', column: 'Age', min: 18, max: 100, allowed: 0, severity: 'error', enabled: true },
  { check: 'range', column: 'Tenure', min: 0, max: 50, allowed: 0, severity: 'warning', enabled: true },
  // Of many rows some may fail: of one nothing is known by that.
  {
    check: 'range',
    column: 'MonthlyCharges',
    min: 0,
    max: 1,
    allowed: 0.5,
    severity: 'error',
    enabled: true,
  },
  { check: 'range', column: 'Churn', min: 0, max: 1, allowed: 0, severity: 'error', enabled: true },
] as const;

async function serve(guard: 'off' | 'warn' | 'refuse'): Promise<void> {
  server = await startTestServer({ guard });
  const { workspace } = server;
  await workspace.suites.put(
    'customers',
    parseSuite({ format: 'treadle-suite', v: 1, expectations: promises }),
  );
  await promote(
    workspace,
    await register(workspace, await trainChurn(), { model: 'churn', dataset: 'customers' }),
  );
}

const predict = (change: Record<string, unknown>): Promise<Answered> =>
  server.ask('/api/predict', { body: { modelId: 'churn', features: { ...featuresOf(0), ...change } } });

describe('predictions held against the suite of the dataset', () => {
  it('are refused where an error-level promise is broken, and warned of where a lesser one is', async () => {
    await serve('refuse');
    const refused = await predict({ Age: 7 });
    expect(refused.status).toBe(422);
    expect(refused.json).toMatchObject({
      code: 'features-invalid',
      errors: [{ pointer: '/features/Age', code: 'promise-broken' }],
    });
    const warned = await predict({ Age: 40, Tenure: 60 });
    expect(warned.status).toBe(200);
    expect(warned.json.warnings).toContainEqual(
      expect.objectContaining({ pointer: '/features/Tenure', code: 'promise-broken' }),
    );
    const kept = await predict({ Age: 40, Tenure: 10 });
    expect([kept.status, kept.json.warnings]).toEqual([200, undefined]);
    const batch = await server.ask('/predict/batch', {
      body: {
        instances: [
          { ...featuresOf(0), Age: 40, Tenure: 1 },
          { ...featuresOf(0), Age: 7 },
        ],
      },
    });
    expect(batch.json.predictions[0].prediction).toBeTypeOf('string');
    expect(batch.json.predictions[1].error.errors).toMatchObject([{ pointer: '/instances/1/Age' }]);
  });

  it('are answered with warnings under `warn`, and as ever under `off`', async () => {
    await serve('warn');
    expect((await predict({ Age: 7 })).json.warnings).toContainEqual(
      expect.objectContaining({ pointer: '/features/Age', code: 'promise-broken' }),
    );
    await server.remove();
    await serve('off');
    expect(JSON.stringify((await predict({ Age: 7 })).json)).not.toContain('promise-broken');
  });
});
