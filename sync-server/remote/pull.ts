import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import type { Event } from '../../shared/records/mutation.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import { MAX_PULL } from '../../shared/sync/wire.ts';
import { requireDigest } from '../../workers/browser/blob-store.ts';
import { lastCommon, onlyDiverged, requireCommonTongue } from '../../workers/browser/last-common.ts';
import type { ServerApi } from '../../workers/browser/server-api.ts';
import type { EventStage } from '../store/event-stage.ts';
import type { Fetched, Remote } from '../store/remote-log.ts';
import type { ServerWorkspace } from '../store/workspace.ts';

/** A folder, and the server whose log it follows. */
export interface RemoteParts {
  readonly workspace: Pick<ServerWorkspace, 'remote' | 'blobs' | 'log' | 'hashesAt' | 'head' | 'stageEvents'>;
  readonly server: ServerApi;
  readonly origin: string;
}

/** Packages to fetch along: of versions that are served or have an alias, of all, or of none. */
export const PACKAGES = ['deployed', 'all', 'none'] as const;
export type PackageChoice = (typeof PACKAGES)[number];

export interface Pulled {
  readonly head: Head;
  /** How many changes of others are new here. */
  readonly received: number;
  /** Changes of this folder that the server has put in order since. */
  readonly settled: readonly Event[];
  /** Changes of this folder that no longer fit. */
  readonly conflicts: readonly Event[];
  /** Digests of packages. */
  readonly packages: { readonly fetched: readonly string[]; readonly missing: readonly string[] };
}

/** How often others may be faster before this gives up. */
const ATTEMPTS = 10;

/**
 * Takes over what the server's log has since the last time; what was committed here since stands on top.
 * It may break off anywhere and be done again. Memory: a page of events, however many there are, and the
 * state that they amount to.
 * @throws AppError what the server answers, `storage-blocked` when others change the folder all the time.
 */
export async function pull(parts: RemoteParts, choice: PackageChoice): Promise<Pulled> {
  requireCommonTongue(await parts.server.hello());
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const stage = await parts.workspace.stageEvents();
    try {
      const pulled = await pullOnce(parts, choice, stage);
      if (pulled !== null) return pulled;
    } finally {
      await stage.close();
    }
  }
  throw new AppError('storage-blocked', {
    detail: 'Others have been pulling into this workspace, or replacing the log of the server, all the time.',
  });
}

/** null when somebody else was faster, here or there. */
async function pullOnce(
  parts: RemoteParts,
  choice: PackageChoice,
  stage: EventStage,
): Promise<Pulled | null> {
  const { remote } = parts.workspace;
  const fetched = await fetchEvents(parts, await remote.read(), stage);
  if (fetched === null) return null;
  // Before anybody here hears of a promotion, so that it is served at once.
  const digests = choice === 'none' ? [] : wanted(await remote.preview(fetched.common, stage), choice);
  const packages = await fetchPackages(parts, digests);
  const rebased = await remote.rebase(fetched);
  if (rebased === null) return null;
  const { received, settled, conflicts } = rebased;
  return { head: rebased.remote.head, received, settled, conflicts, packages };
}

/** null when the server's log was replaced while it was read. */
async function fetchEvents(
  { workspace, server, origin }: RemoteParts,
  from: Remote | null,
  stage: EventStage,
): Promise<Fetched | null> {
  const known = from?.origin === origin ? from.head : await workspace.head();
  const common = (await follows(server, known)) ? known : await commonHead(workspace, server, known);
  for (let at = common; ;) {
    const answer = await server
      .pull({ cursor: at.seq, headHash: at.hash, limit: MAX_PULL })
      .catch(onlyDiverged);
    if (answer === null) return null;
    await stage.add(answer.events);
    const last = answer.events.at(-1);
    if (last === undefined || !answer.hasMore) return { from, origin, common, events: stage };
    at = { seq: last.seq, hash: last.hash };
  }
}

async function follows(server: ServerApi, { seq, hash }: Head): Promise<boolean> {
  if (seq === 0) return true;
  const { hashes } = await server.probe({ seqs: [seq] });
  return hashes[0] === hash;
}

async function commonHead(
  workspace: RemoteParts['workspace'],
  server: ServerApi,
  known: Head,
): Promise<Head> {
  const seq = await lastCommon(workspace, server, known.seq);
  const [hash] = seq === 0 ? [] : await workspace.hashesAt([seq]);
  return hash === undefined || hash === null ? EMPTY_HEAD : { seq, hash };
}

function wanted({ registry, deployment }: WorkspaceState, choice: PackageChoice): string[] {
  const models = [...registry.models.values()];
  const named = new Set(
    models.flatMap(({ name, aliases }) => {
      const endpoint = deployment.endpoints.get(name);
      const routes = [...(endpoint?.production ?? []), ...(endpoint?.staging ?? [])];
      return [...aliases.values(), ...routes.map(({ versionId }) => versionId)];
    }),
  );
  const versions = models.flatMap((model) => model.versions);
  const chosen = choice === 'all' ? versions : versions.filter(({ versionId }) => named.has(versionId));
  return [...new Set(chosen.map(({ digest }) => digest))];
}

async function fetchPackages(
  { workspace: { blobs }, server }: RemoteParts,
  digests: readonly string[],
): Promise<Pulled['packages']> {
  const [fetched, missing]: [string[], string[]] = [[], []];
  for (const digest of digests) {
    if (await blobs.has(digest)) continue;
    const bytes = await server.getBlob(digest);
    if (bytes === null) missing.push(digest);
    else {
      await requireDigest(bytes, digest);
      await blobs.put(bytes);
      fetched.push(digest);
    }
  }
  return { fetched, missing };
}
