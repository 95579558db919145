import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { packageName } from '../../workers/lifecycle/file-formats.ts';
import { htmlFile } from '../../workers/sharing/html-file.ts';
import { contentsOf, contentsText } from '../../workers/sharing/package-contents.ts';
import { linkWith, originOf, packageToShare } from '../../workers/sharing/shared-file.ts';
import type { Command, Invocation } from '../command.ts';
import { type FolderHost, withExistingHost } from '../host.ts';
import { note, print, printJson } from '../output.ts';
import { versionAt } from '../reference.ts';

const FORMATS = ['treadle', 'html', 'link'] as const;
type Format = (typeof FORMATS)[number];
const DEFAULT_SITE = 'http://localhost:3000';

export const exportCommand: Command = {
  usage: 'export MODEL[@VERSION] [--format treadle|html|link] [--out FILE] [options]',
  options: [
    {
      name: 'format',
      type: 'string',
      value: 'FORMAT',
      help:
        'treadle: the package file (default); html: one page with form and prediction that needs no network; ' +
        'link: an address that contains the model, up to 32 kB compressed',
    },
    {
      name: 'out',
      type: 'string',
      value: 'FILE',
      help: 'where to write it (default MODEL-vN.treadle or .html)',
    },
    {
      name: 'site',
      type: 'string',
      value: 'URL',
      help: `where the page of a link is (default ${DEFAULT_SITE})`,
    },
    {
      name: 'with-rows',
      type: 'boolean',
      help: 'export it although it holds rows of the data (nearest neighbors do)',
    },
  ],
  notes: [
    'MODEL@VERSION takes a number, a semantic version or an alias; without @ the version in Production. A file\n' +
      'that was registered by hand is written as it came.',
  ],
  examples: [
    'export churn@3',
    'export churn@champion --format html --out churn.html',
    'export churn@3 --format link --site https://models.example',
  ],
  positionals: [1, 1],
  run(invocation) {
    const format = formatOf(invocation);
    const [name] = invocation.positionals as [string];
    const missing = { code: 'model-unknown', detail: `There is no model "${name}".` } as const;
    return withExistingHost(invocation, missing, async (host) => {
      const version = versionAt((await host.workspace.log.state()).registry, name);
      return version.file !== undefined && format === 'treadle'
        ? exportFile(host, invocation, version, version.file.name)
        : exportPackage(host, invocation, version, format);
    });
  },
};

/** @throws AppError `usage`. */
function formatOf(invocation: Invocation): Format {
  const text = invocation.string('format') ?? 'treadle';
  const found = FORMATS.find((format) => format === text);
  if (found !== undefined) return found;
  throw new AppError('usage', { detail: `--format is one of ${FORMATS.join(', ')}, not "${text}".` });
}

async function exportFile(
  { workspace: { blobs } }: FolderHost,
  invocation: Invocation,
  version: VersionEntry,
  fileName: string,
): Promise<0> {
  const bytes = await blobs.get(version.digest);
  if (bytes === null) throw new AppError('blob-unknown', { detail: 'The file is not in this workspace.' });
  // The name is somebody's word: only its last part is used.
  return written(invocation, version, 'file', fileName.replace(/^.*[\\/]/, '') || 'model', bytes);
}

async function exportPackage(
  { workspace }: FolderHost,
  invocation: Invocation,
  version: VersionEntry,
  format: Format,
): Promise<0> {
  const { bytes, manifest } = await packageToShare(workspace, version, invocation.flag('with-rows')).catch(
    namingTheOption,
  );
  for (const line of contentsText(contentsOf(manifest))) note(line);
  const origin = originOf(version);
  if (format === 'link') {
    const link = linkWith(invocation.string('site') ?? DEFAULT_SITE, bytes, origin);
    if (invocation.string('out') !== undefined)
      return written(invocation, version, format, '', new TextEncoder().encode(`${link}\n`));
    if (invocation.flag('json')) printJson({ ...facts(version), format, link });
    else print(link);
    return 0;
  }
  const { model, version: number } = version;
  if (format === 'treadle') return written(invocation, version, format, packageName(model, number), bytes);
  const { default: predictor } = await import('virtual:predictor');
  const html = new TextEncoder().encode(htmlFile(predictor, bytes, origin));
  return written(invocation, version, format, packageName(model, number, '.html'), html);
}

async function written(
  invocation: Invocation,
  version: VersionEntry,
  format: Format | 'file',
  fallback: string,
  content: Uint8Array,
): Promise<0> {
  const file = resolve(invocation.string('out') ?? fallback);
  await writeFile(file, content).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('usage', { detail: `"${file}" cannot be written: ${cause.code}.`, cause });
  });
  if (invocation.flag('json')) printJson({ ...facts(version), format, file, sizeBytes: content.length });
  else print(file);
  return 0;
}

const facts = ({ model, version, semver, digest }: VersionEntry) => ({ model, version, semver, digest });

function namingTheOption(thrown: unknown): never {
  const { code, detail } = AppError.from(thrown);
  if (code !== 'package-contains-rows') throw thrown;
  throw new AppError(code, { detail, remedy: 'If its rows may be seen by others, add --with-rows.' });
}
