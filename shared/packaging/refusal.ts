import { AppError } from '../errors/app-error.ts';

/** The answer to a package that breaks a rule (SEC5); `pointer` is into `{manifest, tensors}`. */
export function refusal(pointer: string, detail: string, cause?: unknown): AppError {
  return new AppError('model-invalid', {
    detail: `The model package is refused: ${detail}.`,
    pointer,
    cause,
  });
}

/** `/`-joined and escaped as RFC 6901 wants it. */
export function pointerTo(...path: PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
