import type * as tfjs from '@tensorflow/tfjs-core';

export type Tf = typeof tfjs;

export const backendNames = ['cpu', 'wasm', 'webgl', 'webgpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** What trains a network: own kernels, or a backend of tfjs. */
export type EngineName = BackendName | 'own';

/** What the probe found out about a backend on this device. */
export interface ConsideredBackend {
  readonly name: EngineName;
  readonly usable: boolean;
  /** Why it is not usable or was left out; null when nothing speaks against it. */
  readonly reason: string | null;
  /** Training steps a second; null when not measured. */
  readonly stepsPerSecond: number | null;
}

export interface OpenTensorflow {
  readonly tf: Tf;
  readonly backend: BackendName;
  readonly considered: readonly ConsideredBackend[];
  readonly watch: DeviceWatch;
  /** The next backend of the policy, once this one was lost: it is not tried again in this thread. */
  fallBack(reason: string): Promise<OpenTensorflow>;
}

/** Tells when the device of a backend is gone: its driver was reset, or the browser took the context back. */
export interface DeviceWatch {
  /** Settles, with the reason, when the device is lost. */
  readonly lost: Promise<string>;
  isLost(): boolean;
}

/** A look at the device, before a backend is started. */
export interface Outlook {
  /** Why the backend cannot run here at all. */
  readonly absent?: string;
  /** Why it runs, but is not worth a try unless it is asked for by name. */
  readonly poor?: string;
}

/** Where tfjs and its backends come from: the same choice is made in the browser and in Node. */
export interface TensorflowRuntime {
  /** tfjs-core with its gradients; loaded only when a network is trained. */
  loadCore(): Promise<Tf>;
  readonly backends: Readonly<Record<BackendName, BackendSource>>;
}

export interface BackendSource {
  outlook(): Promise<Outlook>;
  /** Loads and registers the backend. */
  load(tf: Tf): Promise<void>;
  /** Of the started backend, where it can be lost. */
  watch?(tf: Tf): DeviceWatch;
}
