import { Hono } from 'hono';
import type { Logger } from 'pino';
import { AppError } from '../shared/errors/app-error.ts';
import { auditOperations } from './access/audit.ts';
import { createAuthority } from './access/authority.ts';
import { accessOperations } from './access/operations.ts';
import { blobOperations } from './blobs/operations.ts';
import { quotaOf } from './blobs/quota.ts';
import { createUploads } from './blobs/uploads.ts';
import { docsOperations } from './docs/operations.ts';
import { mountDocs } from './docs/routes.ts';
import { healthOperations } from './health/operations.ts';
import type { Clock } from './http/clock.ts';
import { createGuard } from './http/guard.ts';
import { mountOperations, mountRefusals, type Operation, type ServerEnv } from './http/operation.ts';
import { problemAnswer } from './http/problem.ts';
import type { Limits } from './limits.ts';
import type { DriftWatch } from './monitoring/drift-watch.ts';
import type { Metrics } from './monitoring/metrics.ts';
import { monitoringOperations } from './monitoring/operations.ts';
import { mountPage } from './page/routes.ts';
import { predictionOperations } from './prediction/operations.ts';
import { sharingOperations } from './sharing/operations.ts';
import type { PredictionLog } from './serving/prediction-log.ts';
import type { Serving } from './serving/serving.ts';
import type { ServerWorkspace } from './store/workspace.ts';
import type { LiveConnections } from './sync/live.ts';
import { syncOperations } from './sync/operations.ts';
import { webhookOperations } from './webhooks/operations.ts';
import type { WebhookSender } from './webhooks/sender.ts';

/** Everything the application works with; nothing in it is reached for from elsewhere. */
export interface AppParts {
  readonly workspace: ServerWorkspace;
  readonly serving: Serving;
  readonly live: LiveConnections;
  readonly webhooks: WebhookSender;
  /** Hosts on this network that webhooks may be sent to (SEC3). */
  readonly webhookHosts: readonly string[];
  readonly predictionLog: PredictionLog;
  readonly metrics: Metrics;
  readonly driftWatch: DriftWatch;
  readonly clock: Clock;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly logger: Logger;
  /** Where the built page lies. */
  readonly webFolder: string;
  /** Host names served beside the loopback ones (SEC1). */
  readonly allowedHosts: readonly string[];
  /** Off loopback nobody is let in without a token (SEC1). */
  readonly tokensRequired: boolean;
  readonly behindProxy: boolean;
  readonly limits: Limits;
  /** Of Treadle. */
  readonly version: string;
}

/** Page and API as one application. A route is tried in the order of this function. */
export function createApp(parts: AppParts): Hono<ServerEnv> {
  const { logger, webFolder } = parts;
  const app = new Hono<ServerEnv>();
  const guard = createGuard(parts.allowedHosts);
  const operations = operationsOf(parts);
  app.use((context, next) => {
    guard(context.env.incoming);
    return next();
  });
  const authority = createAuthority({
    ...parts,
    tokens: parts.workspace.tokens,
    nowMs: () => parts.clock.monotonicMs(),
  });
  mountOperations(app, operations, authority);
  mountDocs(app);
  mountPage(app, webFolder);
  mountRefusals(app, operations);
  app.notFound(({ req }) => {
    throw new AppError('route-unknown', { detail: `There is no ${req.method} ${req.path}.` });
  });
  app.onError((thrown, { req }) => problemAnswer(thrown, req.path, logger));
  return app;
}

function operationsOf(parts: AppParts): Operation[] {
  const { workspace, limits, newId } = parts;
  const uploads = createUploads(workspace.uploads, limits, newId);
  const described = [
    ...predictionOperations(parts),
    ...monitoringOperations(parts),
    ...syncOperations(parts),
    ...accessOperations(parts),
    ...auditOperations(parts),
    ...webhookOperations(parts),
    ...sharingOperations(workspace),
    ...blobOperations({
      blobs: workspace.blobs,
      uploads,
      requireRoom: quotaOf(workspace, limits.quotaBytes),
    }),
    ...healthOperations({ ...parts, checkStorage: () => workspace.check() }),
  ];
  return [...described, ...docsOperations(described, parts.version)];
}
