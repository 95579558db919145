import { payloads } from '../records/mutation.ts';
import { isDeployed } from './in-use.ts';
import { applied, rejected, rule } from './rule.ts';
import type { RegistryState } from './state.ts';

/** A run is recorded once, when it has ended; afterwards only what people write on it changes. */

export const runRecorded = rule(payloads['run.recorded'], {
  decide(state, { run }) {
    if (!state.runs.has(run.runId)) return applied;
    return rejected('name-taken', `The run ${run.runId} is recorded already.`);
  },
  apply(draft, { run }, by) {
    draft.runs.set(run.runId, { ...by, run });
  },
});

export const runAnnotated = rule(payloads['run.annotated'], {
  decide: (state, { runId }) => (state.runs.has(runId) ? applied : unknown(runId)),
  apply(draft, { runId, name, note, tags }) {
    const former = draft.runs.get(runId)!;
    const run = {
      ...former.run,
      ...(name === undefined ? {} : { name }),
      ...(note === undefined ? {} : { note }),
      ...(tags === undefined ? {} : { tags }),
    };
    draft.runs.set(runId, { ...former, run });
  },
});

export const runDeleted = rule(payloads['run.deleted'], {
  decide(state, { runId }) {
    if (!state.runs.has(runId)) return unknown(runId);
    const deployed = deployedVersion(state, runId);
    if (deployed === undefined) return applied;
    const { model, version, stage } = deployed;
    return rejected('in-use', `The run made version ${version} of "${model}", which is in ${stage}.`);
  },
  apply: (draft, { runId }) => void draft.runs.delete(runId),
});

function deployedVersion(state: RegistryState, runId: string) {
  return [...state.models.values()]
    .flatMap((model) => model.versions)
    .find((version) => version.runId === runId && isDeployed(version.stage));
}

const unknown = (runId: string) => rejected('run-unknown', `There is no run ${runId}.`);
