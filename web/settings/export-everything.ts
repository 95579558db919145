import { Zip, ZipDeflate } from 'fflate';
import type { RegistryState } from '../../shared/registry/state.ts';
import { exportFormats } from '../../shared/table/export-table.ts';
import { download } from '../shell/download.ts';
import type { PageHost } from '../shell/host-context.tsx';

const encoder = new TextEncoder();

/** Saves one zip with everything of this device. Cost: linear in what is stored; all of it passes through memory. */
export async function exportEverything(host: PageHost): Promise<void> {
  const day = host.now().toISOString().slice(0, 10);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, part) => {
    if (error !== null) throw error;
    parts.push(part);
  });
  for await (const { path, pieces } of filesOf(host)) {
    const file = new ZipDeflate(path, { level: 6 });
    zip.add(file);
    for (const piece of pieces) file.push(typeof piece === 'string' ? encoder.encode(piece) : piece);
    file.push(new Uint8Array(0), true);
  }
  zip.end();
  download(`treadle-${day}.zip`, new Blob(parts), 'application/zip');
}

interface ExportedFile {
  readonly path: string;
  readonly pieces: Iterable<string | Uint8Array>;
}

async function* filesOf(host: PageHost): AsyncGenerator<ExportedFile> {
  const { registry } = await host.workspace.log.state();
  yield { path: 'runs.json', pieces: [json([...registry.runs.values()])] };
  yield { path: 'models.json', pieces: [json(modelsOf(registry))] };
  for (const dataset of await host.workspace.datasets.list()) {
    const newest = dataset.versions.at(-1);
    if (newest === undefined) continue;
    const folder = `datasets/${encodeURIComponent(dataset.name)}`;
    yield { path: `${folder}/dataset.json`, pieces: [json(dataset)] };
    const table = await host.workspace.datasets.table(newest.dataVersion);
    // Exact, so that what comes back from it is the same data version.
    const { pieces, beside } = await exportFormats.exact.write(table, newest.dataVersion);
    yield { path: `${folder}/rows.csv`, pieces };
    if (beside !== null) yield { path: beside.nameOf(`${folder}/rows.csv`), pieces: [beside.text] };
  }
  for (const digest of blobsOf(registry)) {
    const bytes = await host.workspace.blobs.get(digest);
    if (bytes !== null) yield { path: `blobs/${digest}`, pieces: [bytes] };
  }
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** Maps do not survive JSON. */
function modelsOf(registry: RegistryState): unknown[] {
  return [...registry.models.values()].map((model) => ({ ...model, aliases: [...model.aliases] }));
}

function blobsOf(registry: RegistryState): Set<string> {
  const ofRuns = [...registry.runs.values()].flatMap(({ run }) => [
    ...run.artifacts.map((artifact) => artifact.digest),
    ...(run.modelDigest === null ? [] : [run.modelDigest]),
  ]);
  const ofModels = [...registry.models.values()].flatMap((model) =>
    model.versions.map((version) => version.digest),
  );
  return new Set([...ofRuns, ...ofModels]);
}
