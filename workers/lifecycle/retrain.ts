import { AppError } from '../../shared/errors/app-error.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { resolveVersion } from '../../shared/registry/queries.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { ChallengeOutcome } from '../tasks/tasks.ts';
import type { Host } from './host.ts';
import { registerRun } from './register.ts';
import { trainRun } from './train.ts';

export interface Retrained {
  readonly champion: VersionEntry;
  /** Registered as a version of its own; it serves only after somebody promotes it. */
  readonly challenger: VersionEntry;
  readonly run: RunRecord;
  readonly challenge: ChallengeOutcome;
}

/** Why a model cannot be trained again here, or null when it can. */
export async function whyNotRetrain(host: Host, model: string): Promise<AppError | null> {
  const { registry } = await host.workspace.log.state();
  const champion = resolveVersion(registry, model);
  const dataset = champion.dataset === null ? null : await host.workspace.datasets.get(champion.dataset);
  if (dataset !== null && dataset.versions.length > 0) return null;
  return new AppError('rows-not-here', {
    detail: `The rows of the dataset "${champion.dataset ?? 'unknown'}", which "${model}" was trained from, are not on this device.`,
  });
}

/**
 * Trains the Production version's recipe on the newest version of its dataset and judges both on the
 * same held-out rows. Nothing is promoted.
 * @throws AppError `not-deployed`, `rows-not-here`, `blob-unknown`, or what training threw.
 */
export async function retrain(host: Host, model: string, options: RunOptions = {}): Promise<Retrained> {
  const { workspace } = host;
  const obstacle = await whyNotRetrain(host, model);
  if (obstacle !== null) throw obstacle;
  const champion = resolveVersion((await workspace.log.state()).registry, model);
  const dataset = (await workspace.datasets.get(champion.dataset!))!;
  const dataVersion = dataset.versions.at(-1)!.dataVersion;
  const bytes = await workspace.blobs.get(champion.digest);
  if (bytes === null)
    throw new AppError('blob-unknown', {
      detail: `The package of ${model} v${champion.version} is not on this device.`,
    });
  const recipe = decodePackage(bytes).manifest.recipe as Recipe;

  const name = `challenger of v${champion.version}`;
  const run = await trainRun(
    host,
    { dataset: dataset.name, dataVersion, recipe, experiment: `retrain ${model}`, name },
    options,
  );
  const challenger = await registerRun(host, run.runId, model, {
    description: `Retrained from v${champion.version} on the newest data.`,
  });
  const challenge = await host.tasks.run(
    'challenge',
    {
      champion: await host.packageRef(champion.digest),
      challenger: await host.packageRef(challenger.digest),
      table: await host.tableRef(dataVersion),
      championTable: (await workspace.datasets.has(champion.dataVersion))
        ? await host.tableRef(champion.dataVersion)
        : null,
    },
    options,
  );
  return { champion, challenger, run, challenge };
}
