import type { Provenance } from './provenance.ts';

/** Where requests go. `stage.transitioned` to Production is the same event as routing 100 % there. */
export interface DeploymentState {
  /** By model name. */
  readonly endpoints: Map<string, Endpoint>;
  /** versionId → name of its model. */
  readonly modelOfVersion: Map<string, string>;
}

export interface Endpoint {
  model: string;
  production: Route[];
  staging: Route[];
  /** Versions that were routed and are no more, oldest first; provenance and reason are those of the change. */
  history: (Provenance & { environment: Environment; versionId: string; reason: string })[];
}

export type Environment = 'production' | 'staging';

export interface Route {
  versionId: string;
  /** Percent; the weights of an environment add up to 100. */
  weight: number;
}
