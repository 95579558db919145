import { expect } from 'vitest';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';

/** Matches an error by its code. */
export const code = (code: ErrorCode): unknown => expect.objectContaining({ code });
