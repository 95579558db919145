import type { MonitoringAnswer } from '../../shared/monitoring/window.ts';
import { z } from '../../shared/records/zod.ts';
import { countPredictions } from '../../workers/lifecycle/monitor.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Clock } from '../http/clock.ts';
import { checked } from '../http/json-body.ts';
import type { Operation } from '../http/operation.ts';
import type { PredictionLog } from '../serving/prediction-log.ts';
import type { Serving } from '../serving/serving.ts';
import type { Metrics } from './metrics.ts';

export interface MonitoringParts {
  readonly workspace: Workspace;
  readonly serving: Serving;
  readonly predictionLog: PredictionLog;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

const hours = z.coerce.number().int().min(1).max(2160).default(24);

const pair = z.tuple([z.number(), z.number()]);
const monitoringAnswer: z.ZodType<MonitoringAnswer> = z.object({
  from: z.number(),
  to: z.number(),
  windows: z.array(
    z.object({
      model: z.string(),
      versionId: z.string(),
      version: z.int(),
      host: z.enum(['page', 'cli', 'http']),
      from: z.number(),
      to: z.number(),
      count: z.int(),
      labels: z.array(z.object({ label: z.string(), count: z.int() })),
      confidence: z.array(z.int()).describe('Counts in 20 equal bins over [0, 1].'),
      latency: z.array(pair).describe('DDSketch of milliseconds, relative accuracy 1 %: [bucket, count].'),
      features: z.array(z.object({ name: z.string(), counts: z.array(z.int()) })),
      hourly: z.array(pair).describe('[start of the hour, count].'),
    }),
  ),
});

/** Counts of this workspace's predictions for the page, and the same for Prometheus. */
export function monitoringOperations(parts: MonitoringParts): Operation[] {
  const { workspace, serving, predictionLog, metrics, clock } = parts;
  return [
    {
      method: 'GET',
      path: '/api/monitoring',
      tag: 'Monitoring',
      scope: 'viewer',
      summary: 'Counts of predictions over HTTP and on the command line; no feature value is in them',
      query: [{ name: 'hours', description: 'How far back to count; 24 when left out.', schema: hours }],
      status: 200,
      answer: monitoringAnswer,
      errors: ['request-invalid'],
      handle: async ({ req }) => {
        const query = checked(z.object({ hours }), { hours: req.query('hours') });
        await predictionLog.flush();
        return jsonAnswer(await countPredictions(workspace, clock.nowMs() + 1, query.hours));
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      tag: 'Monitoring',
      scope: 'viewer',
      summary: 'Metrics as Prometheus reads them',
      status: 200,
      answerMediaType: metrics.contentType,
      errors: [],
      handle: async () =>
        new Response(await metrics.text(serving.loaded), {
          headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
        }),
    },
  ];
}
