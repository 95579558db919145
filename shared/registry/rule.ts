import { AppError } from '../errors/app-error.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { checkPayload, type MutationType, payloads, readPayload } from '../records/mutation.ts';
import type { Decision, Entry, Reducer } from '../records/reducer.ts';
import type { z } from '../records/zod.ts';
import type { Provenance, RegistryState } from './state.ts';

/** What one mutation type means, by its payload. `apply` may count on what `decide` let through. */
interface Meaning<P> {
  decide(state: RegistryState, payload: P): Decision;
  apply(draft: RegistryState, payload: P, by: Provenance): void;
}

export type Rule = Pick<Reducer<RegistryState>, 'decide' | 'apply'>;

/** Puts the schema of a payload before its meaning: what does not fit is rejected as `mutation-invalid`. */
export function rule<P>(schema: z.ZodType<P>, meaning: Meaning<P>): Rule {
  return {
    decide(state, { payload }) {
      const read = checkPayload(schema, payload);
      return read instanceof AppError ? rejected(read.code, read.detail) : meaning.decide(state, read);
    },
    apply: (draft, entry) => meaning.apply(draft, readPayload(schema, entry.payload), provenanceOf(entry)),
  };
}

/** A type that stands in the log for whoever audits it and changes nothing else. */
export function recordedOnly(type: MutationType): Rule {
  return rule<unknown>(payloads[type], { decide: () => applied, apply: () => {} });
}

export const applied: Decision = { status: 'applied' };

export function rejected(code: ErrorCode, detail: string): Decision {
  return { status: 'rejected', code, detail };
}

function provenanceOf({ seq, clientId, actor, at }: Entry): Provenance {
  return { seq, clientId, actor, at };
}
