import type { WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import { type Event, payloads, readPayload } from '../../shared/records/mutation.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { Describe } from '../store/webhook-follow.ts';

/** What webhooks are told of an event, by a state of the log that has it; nothing in it comes from rows of data. */
export function describeBy(state: WorkspaceState): Describe {
  return (event) => {
    if (event.type === 'version.registered') return registered(event, state);
    if (event.type === 'stage.transitioned') return stageChanged(event, state);
    if (event.type === 'alert.fired') return alertFired(event, state);
    return null;
  };
}

function registered({ payload }: Event, state: WorkspaceState): ReturnType<Describe> {
  const { versionId, model, digest, runId, estimator, task, metrics } = readPayload(
    payloads['version.registered'],
    payload,
  );
  const { version, semver } = versionOf(state, versionId) ?? {};
  return {
    event: 'version.registered',
    data: { model, version, semver, versionId, digest, runId, estimator, task, metrics },
  };
}

function stageChanged({ payload }: Event, state: WorkspaceState): ReturnType<Describe> {
  const { versionId, stage, reason, expect } = readPayload(payloads['stage.transitioned'], payload);
  const { model, version, semver } = versionOf(state, versionId) ?? {};
  return {
    event: 'stage.changed',
    data: { model, version, semver, versionId, stage, reason, formerVersionId: expect.versionId },
  };
}

function alertFired({ payload }: Event, state: WorkspaceState): ReturnType<Describe> {
  const fired = readPayload(payloads['alert.fired'], payload);
  const { alertId, kind, model, versionId, window, columns } = fired;
  const { version, semver } = versionOf(state, versionId) ?? {};
  return {
    event: 'alert.fired',
    data: { alertId, kind, model, version, semver, versionId, window, columns },
  };
}

function versionOf({ registry }: WorkspaceState, versionId: string): VersionEntry | undefined {
  const model = registry.models.get(registry.modelOfVersion.get(versionId) ?? '');
  return model?.versions.find((each) => each.versionId === versionId);
}
