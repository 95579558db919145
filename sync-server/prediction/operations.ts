import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { jsonAnswer } from '../http/answer.ts';
import { readJson } from '../http/json-body.ts';
import type { Operation, ServerContext } from '../http/operation.ts';
import type { LoadedVersion } from '../serving/loaded-version.ts';
import type { Serving } from '../serving/serving.ts';
import { predictBatch, predictOne, type PredictParts } from './predict.ts';
import * as schemas from './schemas.ts';

export interface PredictionParts extends PredictParts {
  readonly serving: Serving;
  readonly limits: { readonly predictBytes: number; readonly batchBytes: number };
}

const modelErrors: readonly ErrorCode[] = [
  'model-unknown',
  'not-deployed',
  'features-invalid',
  'unknown-category',
];
const bodyErrors: readonly ErrorCode[] = [
  'malformed-json',
  'value-not-finite',
  'key-forbidden',
  'request-invalid',
  'body-too-large',
  'media-type',
];

/** What a handler hands back: the answer, and who gave it for the metrics. */
interface Outcome {
  readonly version: LoadedVersion;
  readonly answer: unknown;
}
type Answering = (context: ServerContext, startedMs: number) => Promise<Outcome>;

/** The routes of the prediction API (CONTRACTS.md, section 2). */
export function predictionOperations(parts: PredictionParts): Operation[] {
  const { serving, limits } = parts;
  const post = (path: string, summary: string, errors: readonly ErrorCode[], answering: Answering) => ({
    method: 'POST' as const,
    path,
    tag: 'Prediction',
    scope: 'viewer' as const,
    summary,
    status: 200,
    errors: [...bodyErrors, ...errors],
    handle: measured(parts, path, answering),
  });
  const routed =
    (find: (context: ServerContext) => LoadedVersion | Promise<LoadedVersion>): Answering =>
    async (context, startedMs) => {
      const { features, topK } = await readJson(context, schemas.routedPredictRequest, limits.predictBytes);
      const version = await find(context);
      return { version, answer: predictOne(parts, version, features, topK, startedMs) };
    };

  return [
    {
      ...post(
        '/api/predict',
        'Predict with the Production version of a model',
        modelErrors,
        async (context, startedMs) => {
          const { modelId, features, topK } = await readJson(
            context,
            schemas.apiPredictRequest,
            limits.predictBytes,
          );
          const version = await serving.production(modelId);
          return { version, answer: predictOne(parts, version, features, topK, startedMs) };
        },
      ),
      request: schemas.apiPredictRequest,
      answer: schemas.predictAnswer,
    },
    {
      ...post(
        '/predict',
        'Predict; the model may be left out while only one is in Production',
        [...modelErrors, 'model-ambiguous'],
        async (context, startedMs) => {
          const { model, features, topK } = await readJson(
            context,
            schemas.predictRequest,
            limits.predictBytes,
          );
          const version = await serving.production(model);
          return { version, answer: predictOne(parts, version, features, topK, startedMs) };
        },
      ),
      request: schemas.predictRequest,
      answer: schemas.predictAnswer,
    },
    {
      ...post(
        '/predict/batch',
        'Predict many rows in order; a bad row is an entry with its error',
        [...modelErrors, 'model-ambiguous'],
        async (context, startedMs) => {
          const request = await readJson(context, schemas.batchRequest, limits.batchBytes);
          const version = await serving.production(request.model);
          return { version, answer: await predictBatch(parts, version, request, startedMs) };
        },
      ),
      request: schemas.batchRequest,
      answer: schemas.batchAnswer,
    },
    {
      ...post(
        '/api/models/:model/predict',
        'Predict with a model, or with `name@alias`',
        [...modelErrors, 'alias-unknown'],
        routed((context) => byNameOrAlias(serving, context.req.param('model')!)),
      ),
      request: schemas.routedPredictRequest,
      answer: schemas.predictAnswer,
    },
    {
      ...post(
        '/api/models/:model/versions/:version/predict',
        'Predict with a version by number, `v1.2.0` or id',
        [...modelErrors, 'version-unknown'],
        routed((context) => serving.named(context.req.param('model')!, context.req.param('version')!)),
      ),
      request: schemas.routedPredictRequest,
      answer: schemas.predictAnswer,
    },
  ];
}

/** `name@alias`, unless a model bears the whole as its name. */
async function byNameOrAlias(serving: Serving, reference: string): Promise<LoadedVersion> {
  const at = reference.lastIndexOf('@');
  if (at <= 0) return serving.production(reference);
  try {
    return await serving.production(reference);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'model-unknown') throw thrown;
    return serving.named(reference.slice(0, at), { alias: reference.slice(at + 1) });
  }
}

/** Counts and times a request under its route, whatever becomes of it. */
function measured(
  { clock, metrics }: PredictionParts,
  endpoint: string,
  answering: Answering,
): Operation['handle'] {
  return async (context) => {
    const startedMs = clock.monotonicMs();
    let status = 500;
    let version: LoadedVersion | null = null;
    metrics.requestStarted();
    try {
      const outcome = await answering(context, startedMs);
      version = outcome.version;
      status = 200;
      return jsonAnswer(outcome.answer);
    } catch (thrown) {
      status = AppError.from(thrown).status;
      throw thrown;
    } finally {
      metrics.requestEnded({ endpoint, status, version, seconds: (clock.monotonicMs() - startedMs) / 1000 });
    }
  };
}
