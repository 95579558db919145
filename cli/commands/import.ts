import { basename } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { keepShared, versionsWith } from '../../workers/sharing/keep.ts';
import { opened, openShared, type OpenedShare, textOfLink } from '../../workers/sharing/shared-file.ts';
import type { Command, Invocation } from '../command.ts';
import { withHost } from '../host.ts';
import { note, print, printJson } from '../output.ts';
import { readBytes } from '../source.ts';

export const importCommand: Command = {
  usage: 'import FILE|LINK [--as NAME] [options]',
  options: [
    { name: 'as', type: 'string', value: 'NAME', help: 'the model it becomes the next version of' },
    { name: 'show', type: 'boolean', help: 'only show what is in it; nothing is kept' },
  ],
  notes: [
    'FILE is a .treadle package, LINK one that contains its model. Both are checked as if a stranger had sent\n' +
      'them: digest, schema, and the answers that the package itself promises. The same bytes keep their digest,\n' +
      'so data version, recipe, seed and engine come along; the tag `origin` says what it was shared as.',
  ],
  examples: [
    'import churn-v3.treadle --as churn',
    "import 'http://localhost:3000/open#m1.…'",
    'import churn-v3.treadle --show --json',
  ],
  positionals: [1, 1],
  async run(invocation) {
    const [source] = invocation.positionals as [string];
    const share = await read(source);
    if (invocation.flag('show')) return show(invocation, share);
    const model = invocation.string('as') ?? share.origin?.model ?? nameOf(source);
    return withHost(invocation, async (host) => {
      const [known] = await versionsWith(host, share.digest);
      if (known !== undefined) note(`The same model is ${known.model} v${known.version} already.`);
      const version = await keepShared(host, share, model);
      if (invocation.flag('json')) printJson(version);
      else
        print(
          `${version.model} v${version.version} (${version.semver}), digest ${version.digest.slice(0, 12)}`,
        );
      return 0 as const;
    });
  },
};

/** @throws AppError `share-invalid`, `file-unreadable`, `digest-mismatch`, `model-invalid`. */
async function read(source: string): Promise<OpenedShare> {
  if (/^https?:\/\/[^#]*#|^m1\./.test(source)) return openShared(textOfLink(source));
  if (/^https?:\/\//.test(source))
    throw new AppError('share-invalid', {
      detail: 'The address contains no model; a link that does has it behind #.',
      remedy: 'Take the whole link, in quotes: shells cut it at &, and some programs at #.',
    });
  return opened(new Uint8Array(await readBytes(source)), null);
}

const nameOf = (file: string): string =>
  basename(file)
    .replace(/\.[^.]*$/, '')
    .replace(/-v\d+$/, '') || 'model';

function show(invocation: Invocation, { manifest, digest, origin, bytes }: OpenedShare): 0 {
  const { signature, metrics, estimator, dataVersion } = manifest;
  const facts = { digest, sizeBytes: bytes.length, origin, estimator: estimator.name, dataVersion };
  if (invocation.flag('json')) {
    printJson({ ...facts, signature, metrics });
    return 0;
  }
  print(origin === null ? 'a package' : `${origin.model} v${origin.version} (${origin.semver})`);
  print(`  digest        ${digest}`);
  print(`  estimator     ${estimator.name}`);
  print(`  data version  ${dataVersion}`);
  print(
    `  predicts      ${signature.output.name} from ${signature.inputs.map(({ name }) => name).join(', ')}`,
  );
  for (const { key, value } of metrics) print(`  ${key.padEnd(18)} ${value.toPrecision(4)}`);
  return 0;
}
