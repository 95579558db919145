import { AppError, type Problem } from '../../shared/errors/app-error.ts';

/** The error that an answer carries; an answer that is none of ours comes from somebody else. */
export async function refusal(answer: Response): Promise<AppError> {
  const problem = (await readJson(answer)) as Partial<Problem> | null;
  if (typeof problem?.code !== 'string') return stranger(answer);
  const error = AppError.fromProblem(problem);
  const retryAfterS = Number(answer.headers.get('retry-after') ?? NaN);
  return Number.isFinite(retryAfterS) ? withRetryAfter(error, retryAfterS) : error;
}

export async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What answers is no server of ours. */
export const stranger = ({ status, url }: Response): AppError =>
  new AppError('server-unreachable', {
    detail: `What answers at ${URL.canParse(url) ? new URL(url).origin : 'this address'} is no Treadle server (status ${status}).`,
  });

const withRetryAfter = (error: AppError, retryAfterS: number): AppError =>
  new AppError(error.code, {
    detail: error.detail,
    remedy: error.remedy,
    errors: error.errors,
    extra: { ...error.extra, retryAfterMs: retryAfterS * 1000 },
  });
