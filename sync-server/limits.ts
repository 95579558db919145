const MiB = 1024 * 1024;

/** Sizes beyond which a request is refused while it streams (SEC4). */
export interface Limits {
  readonly predictBytes: number;
  readonly batchBytes: number;
  /** Of one push: up to 500 mutations, some of which carry a whole run. */
  readonly pushBytes: number;
  /** Of one artifact, and of all unfinished uploads together: staged in the database, or held while they are taken. */
  readonly blobBytes: number;
  readonly stagedBytes: number;
  /** Of all artifacts in the workspace folder together; a bucket has quotas of its own. */
  readonly quotaBytes: number;
}

export const defaultLimits: Limits = {
  predictBytes: MiB,
  batchBytes: 32 * MiB,
  pushBytes: 64 * MiB,
  blobBytes: 512 * MiB,
  stagedBytes: 1024 * MiB,
  quotaBytes: Infinity,
};
