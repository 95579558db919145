import type { Provenance } from './provenance.ts';

/** Where requests go. `stage.transitioned` to Production is the same event as routing 100 % there. */
export interface DeploymentState {
  /** By model name. */
  readonly endpoints: Map<string, Endpoint>;
}

export interface Endpoint {
  model: string;
  production: Route[];
  staging: Route[];
  /** Former production routes, oldest first: what rollback goes back to. */
  history: (Provenance & { environment: 'production' | 'staging'; versionId: string; reason: string })[];
}

export interface Route {
  versionId: string;
  /** Percent; the weights of an environment add up to 100. */
  weight: number;
}
