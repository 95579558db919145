import { startThread } from '../../workers/node/thread.ts';
import { createTeamMemory, type TeamMemory } from '../../workers/pool/shared-team.ts';
import type { ModelState } from '../../shared/estimators/estimator.ts';
import type { Target } from './congruential-data.ts';

export interface TeamFit {
  readonly estimator: string;
  readonly target: Target;
  readonly params: Record<string, unknown>;
  readonly resume?: ModelState;
}

/** What each peer of a team is told: the fits to run one after another, each over memory of its own. */
export interface PeerTask {
  readonly index: number;
  readonly fits: readonly (TeamFit & { readonly memory: TeamMemory })[];
}

/** Runs the fits in a team of real threads; for each fit the digest of every peer's model. */
export async function fitWithThreads(size: number, fits: readonly TeamFit[]): Promise<string[][]> {
  const told = fits.map((fit) => ({ ...fit, memory: createTeamMemory(size) }));
  const peers = Array.from({ length: size }, (_, index) => runPeer({ index, fits: told }));
  const digests = await Promise.all(peers);
  return fits.map((_, k) => digests.map((ofPeer) => ofPeer[k]!));
}

function runPeer(task: PeerTask): Promise<string[]> {
  const thread = startThread(new URL('./team-peer.ts', import.meta.url));
  return new Promise<string[]>((resolve, reject) => {
    thread.onDeath(reject);
    thread.endpoint.addEventListener('message', (event) => {
      resolve((event as MessageEvent<string[]>).data);
    });
    thread.endpoint.postMessage(task);
  }).finally(() => thread.terminate());
}
