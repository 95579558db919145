import { decodePackage } from '../../shared/packaging/package-file.ts';
import type { Manifest } from '../../shared/packaging/manifest.ts';
import type { Mutation } from '../../shared/records/mutation.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import type { BlobStore } from '../workspace.ts';
import { packagesOf } from './rows-guard.ts';

/** What a package tells of the data that it was trained on; never a row, unless it says so (SYNC10). */
export interface LeavingPackage {
  readonly digest: string;
  /** What was trained. */
  readonly estimator: string;
  readonly target: string;
  readonly sizeBytes: number;
  readonly containsRows: boolean;
  readonly columns: readonly string[];
  readonly labels: readonly string[];
  /** Categories by column. */
  readonly levels: readonly { readonly column: string; readonly levels: readonly string[] }[];
  /** Bounds of bins and ranges by column. */
  readonly edges: readonly { readonly column: string; readonly count: number }[];
  /** Terms that stand in at least two texts. */
  readonly words: readonly string[];
}

/** What would leave this device if everything that waits was shared now. */
export interface Leaving {
  readonly runs: number;
  readonly models: number;
  readonly versions: number;
  /** Stages and aliases. */
  readonly promotions: number;
  readonly others: number;
  /** Beside the packages: reports, curves and plots of runs, and model files of other tools. */
  readonly reports: number;
  readonly packages: readonly LeavingPackage[];
}

/** Reads what waits and opens each package among it. Cost: linear in their size. */
export async function whatLeaves(
  waiting: readonly Mutation[],
  blobs: Pick<BlobStore, 'get'>,
): Promise<Leaving> {
  const count = (...types: string[]): number => waiting.filter(({ type }) => types.includes(type)).length;
  const [runs, models, versions] = [
    count('run.recorded'),
    count('model.created'),
    count('version.registered'),
  ];
  const promotions = count('stage.transitioned', 'alias.set', 'alias.removed', 'deployment.changed');
  const digests = new Set(waiting.flatMap(packagesOf));
  const packages: LeavingPackage[] = [];
  for (const digest of digests) {
    const bytes = await blobs.get(digest);
    if (bytes !== null) packages.push(told(digest, bytes.length, decodePackage(bytes).manifest));
  }
  const reports = new Set(waiting.flatMap(requiredBlobs).filter((digest) => !digests.has(digest))).size;
  const others = waiting.length - runs - models - versions - promotions;
  return { runs, models, versions, promotions, others, reports, packages };
}

function told(digest: string, sizeBytes: number, manifest: Manifest): LeavingPackage {
  const { signature, profile, pipeline, estimator, containsRows } = manifest;
  return {
    digest,
    estimator: estimator.name,
    target: signature.output.name,
    sizeBytes,
    containsRows,
    columns: signature.inputs.map(({ name }) => name),
    labels: signature.output.labels,
    levels: signature.inputs
      .filter(({ levels }) => levels.length > 0)
      .map(({ name, levels }) => ({ column: name, levels })),
    edges: profile.features.flatMap((feature) =>
      feature.kind === 'numeric' ? [{ column: feature.name, count: feature.edges.length }] : [],
    ),
    words: pipeline.transformers.flatMap(wordsOf),
  };
}

/** Names under which fitted text steps keep their vocabulary. */
const VOCABULARIES: ReadonlySet<string> = new Set(['terms', 'words', 'vocabulary']);

function wordsOf(state: unknown): string[] {
  if (typeof state !== 'object' || state === null) return [];
  if (Array.isArray(state)) return state.flatMap(wordsOf);
  return Object.entries(state).flatMap(([key, value]) =>
    VOCABULARIES.has(key) && Array.isArray(value)
      ? value.filter((word) => typeof word === 'string')
      : wordsOf(value),
  );
}
