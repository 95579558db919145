import { transferHandlers } from 'comlink';
import { AppError, type Problem } from '../../shared/errors/app-error.ts';
import { typedError } from '../pool/typed-error.ts';

/**
 * Lets errors cross a worker boundary as what they are (ERR2): Comlink by itself copies only message,
 * name and stack. Both sides call this before the first message; calling it again changes nothing.
 */
export function installErrorTransfer(): void {
  const { canHandle } = transferHandlers.get('throw')!;
  transferHandlers.set('throw', { canHandle, serialize, deserialize });
}

/** Comlink marks what was thrown by wrapping it. */
const serialize = (thrown: { value: unknown }): [Problem, []] => [typedError(thrown.value).toProblem(), []];

function deserialize(problem: Problem): never {
  throw AppError.fromProblem(problem);
}
