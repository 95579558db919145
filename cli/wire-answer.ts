import { AppError } from '../shared/errors/app-error.ts';
import type { ErrorCode } from '../shared/errors/catalogue.ts';
import type { VersionEntry } from '../shared/registry/state.ts';
import type { LoggedOutcome } from '../workers/lifecycle/predict.ts';

/** What `POST /api/predict` answers, for one logged outcome. */
export function wireAnswer(version: VersionEntry, outcome: LoggedOutcome) {
  if ('problem' in outcome) {
    const { code, ...rest } = outcome.problem;
    return {
      success: false as const,
      error: new AppError(code as ErrorCode, rest).toProblem(),
      requestId: outcome.requestId,
    };
  }
  const { prediction, confidence, probabilities, warnings } = outcome.answer;
  return {
    success: true as const,
    prediction,
    confidence,
    probabilities,
    ...(warnings.length > 0 ? { warnings } : {}),
    modelId: version.model,
    modelVersion: `v${version.semver}`,
    versionId: version.versionId,
    digest: version.digest,
    requestId: outcome.requestId,
    latencyMs: outcome.latencyMs,
  };
}
