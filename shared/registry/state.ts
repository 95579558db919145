import type { RunRecord } from '../records/run.ts';
import type { Payload, Stage } from '../records/mutation.ts';

/** What the registry knows: a fold over the log. Keys that come from people live in Maps, never in objects. */
export interface RegistryState {
  readonly runs: Map<string, RunEntry>;
  /** By name. */
  readonly models: Map<string, ModelEntry>;
  /** versionId → name of its model. */
  readonly modelOfVersion: Map<string, string>;
  /** Model UUIDs and version ids whose creation was rejected: their dependants are `parent-rejected`. */
  readonly rejected: Set<string>;
}

/** Where a record comes from: `seq` null = on this device only, not shared yet. */
export interface Provenance {
  seq: number | null;
  clientId: string;
  actor: string;
  /** For display only (SYNC6). */
  at: string;
}

export interface RunEntry extends Provenance {
  run: RunRecord;
}

export interface ModelEntry extends Provenance {
  name: string;
  modelUuid: string;
  description: string;
  tags: { key: string; value: string }[];
  /** In order of registration, their numbers rise; a deleted one leaves a gap. */
  versions: VersionEntry[];
  /** What was deleted, as it last was: its number and its semantic version are not given again. */
  deleted?: VersionEntry[];
  /** Out of the lists; nothing of it is deployed. */
  archived?: boolean;
  /** alias → versionId. */
  aliases: Map<string, string>;
  /** alias → who pointed it there last, and when. */
  pointed?: Map<string, Provenance>;
  transitions: TransitionEntry[];
}

export interface VersionEntry
  extends Provenance, Omit<Payload<'version.registered'>, 'semver' | 'modelUuid'> {
  version: number;
  /** Computed from lineage; shown and served as `v` + semver. */
  semver: string;
  stage: Stage;
}

export interface TransitionEntry extends Provenance {
  versionId: string;
  version: number;
  from: Stage;
  to: Stage;
  reason: string;
}
