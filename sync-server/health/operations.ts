import { z } from '../../shared/records/zod.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Clock } from '../http/clock.ts';
import type { Operation } from '../http/operation.ts';
import type { PredictionLog } from '../serving/prediction-log.ts';
import type { Serving } from '../serving/serving.ts';

export interface HealthParts {
  readonly serving: Serving;
  readonly predictionLog: PredictionLog;
  readonly clock: Clock;
  readonly version: string;
  /** Writes to the database and looks at the blob store. @throws AppError when either fails. */
  checkStorage(): Promise<void>;
}

const healthAnswer = z.object({
  status: z
    .enum(['ok', 'degraded'])
    .describe('`degraded`: something below needs a look; requests are served.'),
  version: z.string().describe('Of this server.'),
  models: z.array(
    z.object({
      model: z.string(),
      version: z.int(),
      modelVersion: z.string(),
      versionId: z.string(),
      digest: z.string(),
    }),
  ),
  failures: z
    .array(
      z.object({
        model: z.string(),
        version: z.int(),
        code: z.string(),
        detail: z.string(),
        remedy: z.string(),
      }),
    )
    .describe('Versions in Production that do not load; the last good one goes on answering.'),
  predictionLog: z.object({ pending: z.int(), storing: z.boolean() }),
  uptime: z.number().describe('Seconds.'),
  timestamp: z.string(),
});
const live = z.object({ status: z.literal('ok') });

/** `/health` for people, `/livez` and `/readyz` for machines (CONTRACTS.md, section 2). */
export function healthOperations(parts: HealthParts): Operation[] {
  const startedMs = parts.clock.monotonicMs();
  const get = { method: 'GET' as const, tag: 'Health', scope: 'public' as const, status: 200, errors: [] };
  return [
    {
      ...get,
      scope: 'viewer',
      path: '/health',
      summary: 'Which models answer, and what is wrong if something is',
      answer: healthAnswer,
      handle: () => jsonAnswer(health(parts, startedMs)),
    },
    {
      ...get,
      path: '/livez',
      summary: 'The process runs',
      answer: live,
      handle: () => jsonAnswer({ status: 'ok' }),
    },
    {
      ...get,
      path: '/readyz',
      summary: 'The database takes writes and the artifacts can be read',
      answer: live,
      errors: ['workspace-broken', 'disk-full'],
      handle: async () => {
        await parts.checkStorage();
        return jsonAnswer({ status: 'ok' });
      },
    },
  ];
}

function health(
  { serving, predictionLog, clock, version }: HealthParts,
  startedMs: number,
): z.infer<typeof healthAnswer> {
  const { pending, failure } = predictionLog.state;
  const failures = serving.failures.map(({ model, version: number, error: { code, detail, remedy } }) => ({
    model,
    version: number,
    code,
    detail,
    remedy,
  }));
  return {
    status: failures.length > 0 || failure !== null ? 'degraded' : 'ok',
    version,
    models: serving.loaded.map(({ model, version: number, modelVersion, versionId, digest }) => ({
      model,
      version: number,
      modelVersion,
      versionId,
      digest,
    })),
    failures,
    predictionLog: { pending, storing: failure === null },
    uptime: (clock.monotonicMs() - startedMs) / 1000,
    timestamp: new Date(clock.nowMs()).toISOString(),
  };
}
