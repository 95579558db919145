import { recipeDigest } from '../../shared/pipelines/recipe-check.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import type { Balance, Recipe } from '../../shared/records/recipe.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { dataVersion as dataVersionOf } from '../../shared/table/data-version.ts';
import type { Table } from '../../shared/table/table.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import type { BalancedTable, BalanceWish } from '../../shared/pipelines/balance-table.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';
import type { Loaded } from './load.ts';

export interface BalanceRequest extends BalanceWish {
  readonly dataset: string;
  readonly dataVersion: string;
}

export interface Balancing {
  readonly run: RunRecord;
  readonly balanced: Loaded;
  /** The untouched rows that were set aside; null when none were. */
  readonly heldOut: Loaded | null;
  readonly classes: BalancedTable['classes'];
}

/** Balancings are runs of an experiment of their own. */
export const BALANCING_EXPERIMENT = 'balancing';
/** What stands as the estimator of a run that trains nothing. */
const NO_ESTIMATOR = 'none';

/**
 * Makes datasets with even classes of a data version, `NAME-balanced` and, with a share held out, `NAME-held-out`,
 * and records it as a run: class distribution before and after, strategy, seed, time, and where the rows went.
 * The same wish again finds the same rows and adds no dataset, but a run.
 * @throws AppError of `balanceTable`, `storage-full`.
 */
export async function balanceDataset(
  host: Host,
  request: BalanceRequest,
  options: RunOptions = {},
): Promise<Balancing> {
  const { dataset: name, dataVersion, ...wish } = request;
  const startedAt = host.now();
  const made = await host.tasks.run('balance', { table: await host.tableRef(dataVersion), wish }, options);
  const preparedAt = host.now();
  const balanced = await store(host, `${name}-balanced`, made.balanced, request, 'training rows');
  const heldOut =
    made.heldOut === null
      ? null
      : await store(host, `${name}-held-out`, made.heldOut, request, 'held-out rows');
  const run = await runOf(host, request, { made, balanced, heldOut, startedAt, preparedAt });
  await host.workspace.log.commit('run.recorded', { run });
  return { run, balanced, heldOut, classes: made.classes };
}

/** Under the first of `NAME`, `NAME-2`, … that is free or holds exactly these rows. */
async function store(
  host: Host,
  wanted: string,
  table: Table,
  request: BalanceRequest,
  part: string,
): Promise<Loaded> {
  const version = dataVersionOf(table);
  for (let at = 1; ; at++) {
    const name = at === 1 ? wanted : `${wanted}-${at}`;
    const known = await host.workspace.datasets.get(name);
    if (known?.versions.some((each) => each.dataVersion === version) === true)
      return { dataset: known, dataVersion: version, added: false };
    if (known !== null) continue;
    const source = sourceOf(request, part);
    const load = {
      batchId: host.newId(),
      at: host.now().toISOString(),
      by: host.author ?? '',
      percent: 100,
      source: { name: source, sizeBytes: 0, digest: sha256Hex(source) },
      rejectedRows: 0,
    };
    return host.workspace.datasets.append(name, table, load, request.target);
  }
}

/** The lineage of the derived rows, in full: whoever has the data version can make them again. */
function sourceOf(
  { dataset, dataVersion, balance, target, test, seed }: BalanceRequest,
  part: string,
): string {
  return `${part} of ${dataset}@${dataVersion}, ${strategyText(balance)}, target ${target}, held out ${test}, seed ${seed}`;
}

const strategyText = (balance: Balance): string =>
  balance.strategy === 'smote' ? `smote with ${balance.neighbours} neighbours` : balance.strategy;

interface Made {
  readonly made: BalancedTable;
  readonly balanced: Loaded;
  readonly heldOut: Loaded | null;
  readonly startedAt: Date;
  readonly preparedAt: Date;
}

async function runOf(host: Host, request: BalanceRequest, result: Made): Promise<RunRecord> {
  const { made, balanced, heldOut, startedAt, preparedAt } = result;
  const recipe = recipeOf(request, balanced);
  const endedAt = host.now();
  const rows = (when: 'before' | 'after'): number => made.classes.reduce((sum, each) => sum + each[when], 0);
  const metric = (key: string, value: number): RunRecord['metrics'][number] => ({
    key,
    value,
    step: 0,
    timestamp: endedAt.getTime(),
  });
  const total_ms = endedAt.getTime() - startedAt.getTime();
  return {
    format: 'treadle-run',
    v: 1,
    runId: host.newId(),
    name: `${strategyText(request.balance)} · seed ${request.seed}`,
    experiment: BALANCING_EXPERIMENT,
    status: 'FINISHED',
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    dataset: request.dataset,
    dataVersion: request.dataVersion,
    nRows: rows('before') + made.withoutTarget + (made.heldOut?.nRows ?? 0),
    recipe,
    recipeDigest: recipeDigest(recipe),
    params: [
      { key: 'strategy', value: request.balance.strategy },
      ...(request.balance.strategy === 'smote'
        ? [{ key: 'neighbours', value: String(request.balance.neighbours) }]
        : []),
      { key: 'target', value: request.target },
      { key: 'held_out', value: String(request.test) },
      { key: 'seed', value: String(request.seed) },
    ],
    metrics: [
      metric('rows_before', rows('before')),
      metric('rows_after', rows('after')),
      metric('smallest_class_before', smallestShare(made.classes, 'before')),
      metric('smallest_class_after', smallestShare(made.classes, 'after')),
    ],
    tags: [
      { key: 'kind', value: 'balancing' },
      { key: 'derived_dataset', value: balanced.dataset.name },
      { key: 'derived_data_version', value: balanced.dataVersion },
      ...(heldOut === null ? [] : [{ key: 'held_out_dataset', value: heldOut.dataset.name }]),
    ],
    note: distributionText(made.classes),
    artifacts: [await distributionFile(host, made.classes)],
    environment: { ...host.environment, threads: 1, backend: null },
    timings: {
      load_ms: 0,
      validate_ms: 0,
      prepare_ms: preparedAt.getTime() - startedAt.getTime(),
      train_ms: 0,
      evaluate_ms: 0,
      total_ms,
    },
    modelDigest: null,
    error: null,
  };
}

/** The same document as for a training, up to where it would train. */
function recipeOf({ target, balance, test, seed }: BalanceRequest, { dataset }: Loaded): Recipe {
  return {
    format: 'treadle-recipe',
    v: 1,
    task: 'classification',
    target,
    columns: dataset.schema.map((column) => ({
      ...column,
      role: column.name === target ? 'target' : 'feature',
    })),
    clean: [],
    prepare: [],
    balance,
    // A recipe must hold something out; what was held out here stands among the params.
    split: { test: test > 0 ? test : 0.2, stratify: true },
    estimator: { name: NO_ESTIMATOR, params: {} },
    seed,
    evaluate: {},
  };
}

type Classes = BalancedTable['classes'];

function smallestShare(classes: Classes, when: 'before' | 'after'): number {
  const total = classes.reduce((sum, each) => sum + each[when], 0);
  return Math.min(...classes.map((each) => each[when])) / total;
}

const MOST_IN_NOTE = 12;

function distributionText(classes: Classes): string {
  const shown = classes
    .slice(0, MOST_IN_NOTE)
    .map(({ label, before, after }) => `${label} ${before} → ${after}`);
  return `Rows by class: ${shown.join(', ')}${classes.length > MOST_IN_NOTE ? `, and ${classes.length - MOST_IN_NOTE} more` : ''}.`;
}

async function distributionFile(host: Host, classes: Classes): Promise<RunRecord['artifacts'][number]> {
  const rows = classes.map(({ label, before, after }) => [label, before, after]);
  const bytes = new TextEncoder().encode(writeCsv({ header: ['class', 'before', 'after'], rows }));
  const digest = await host.workspace.blobs.put(bytes);
  return { path: 'class_distribution.csv', mediaType: 'text/csv', sizeBytes: bytes.length, digest };
}
