// One measured import in a process of its own, so that its peak memory is its own: `ours|peer|reopen FILE FOLDER`.
import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { v7 } from 'uuid';
import { encodeTable } from '../../shared/table/table-file.ts';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { loadFile } from '../../workers/lifecycle/load.ts';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';

export interface ImportMeasure {
  readonly ms: number;
  readonly peakBytes: number;
  readonly nRows: number;
  /** The table's own bytes, where there is one. */
  readonly columnarBytes?: number;
}

const DATASET = 'measured';
const [mode = '', file = '', folder = ''] = process.argv.slice(2);
const runs: Readonly<Record<string, () => Promise<Omit<ImportMeasure, 'peakBytes'>>>> = {
  ours,
  peer,
  reopen,
};
const measured = await runs[mode]!();
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ ...measured, peakBytes }));

/** The way of `treadle data load`: a worker thread reads, the workspace stores. */
async function ours(): Promise<Omit<ImportMeasure, 'peakBytes'>> {
  const workspace = await openWorkspace(folder);
  const tasks = createNodeTasks();
  const host = { workspace, tasks, now: () => new Date(), newId: () => v7() } as unknown as Host;
  // The parser stands ready in this thread; so should the worker's, which takes no part in the work of either.
  await tasks.run('plan-import', { file: new TextEncoder().encode('a,b\n1,2\n'), fileName: 'warm.csv' });
  const started = performance.now();
  const source = { file: { path: file }, fileName: 'measured.csv' };
  const { report } = await loadFile(host, { ...source, dataset: DATASET, target: null });
  const ms = performance.now() - started;
  await tasks.close();
  await workspace.close();
  return { ms, nRows: report.nRows };
}

/** Nothing but the parser: the file as one text, its cells as strings, which are dropped. */
async function peer(): Promise<Omit<ImportMeasure, 'peakBytes'>> {
  const started = performance.now();
  let nRows = -1;
  const chunk = ({ data }: Papa.ParseResult<string[]>): void => void (nRows += data.length);
  // The types know pieces of files only; texts are cut into pieces just as well.
  const options = { chunk, chunkSize: 4 * 2 ** 20, skipEmptyLines: true } as Papa.ParseConfig<string[]>;
  Papa.parse<string[]>(readFileSync(file, 'utf8'), options);
  return { ms: performance.now() - started, nRows };
}

async function reopen(): Promise<Omit<ImportMeasure, 'peakBytes'>> {
  const started = performance.now();
  const workspace = await openWorkspace(folder);
  const dataset = await workspace.datasets.get(DATASET);
  const table = await workspace.datasets.table(dataset!.versions.at(-1)!.dataVersion);
  const ms = performance.now() - started;
  await workspace.close();
  return { ms, nRows: table.nRows, columnarBytes: encodeTable(table).length };
}
