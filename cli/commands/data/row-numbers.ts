import { AppError } from '../../../shared/errors/app-error.ts';
import type { Invocation } from '../../command.ts';

/** The rows given by `--row`, from 0. @throws AppError `usage` for what is no row number, or more than `atMost`. */
export function rowNumbers(invocation: Invocation, atMost = Infinity): number[] {
  const given = invocation.list('row');
  if (given.length > atMost)
    throw new AppError('usage', { detail: `At most ${atMost} --row can be given here.` });
  return given.map((text) => {
    if (/^\d+$/.test(text) && Number(text) >= 1) return Number(text) - 1;
    throw new AppError('usage', { detail: `--row must be the number of a row, from 1, not "${text}".` });
  });
}
