import { z } from '../../shared/records/zod.ts';

/** Search params come from links people edit: what does not fit is left out, never an error. */
export const text = () => z.string().optional().catch(undefined);
export const flag = () => z.boolean().optional().catch(undefined);
export const whole = () => z.int().optional().catch(undefined);
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined);
