import type { FieldError } from '../../shared/errors/app-error.ts';
import type { LoggedOutcome } from '../../workers/lifecycle/predict.ts';

type Fields = ReadonlyMap<string, string>;

/** What is wrong with which feature, by name; empty when the row was answered. */
export function fieldProblems(outcome: LoggedOutcome | undefined): Fields {
  if (outcome === undefined || 'answer' in outcome) return new Map();
  return byFeature(outcome.problem.errors ?? []);
}

/** `/features/NAME` → NAME, with RFC 6901 escapes undone. */
function byFeature(found: readonly FieldError[]): Fields {
  return new Map(
    found.flatMap(({ pointer, detail }) => {
      const [, name] = /^\/features\/(.*)$/.exec(pointer) ?? [];
      return name === undefined ? [] : [[name.replaceAll('~1', '/').replaceAll('~0', '~'), detail] as const];
    }),
  );
}
