import type { VersionEntry } from '../../shared/registry/state.ts';

/** The same question in a POSIX shell, over HTTP. The Production version is asked by the model's name alone. */
export function curlCommand(origin: string, version: VersionEntry, features: unknown): string {
  const production = version.stage === 'Production';
  const path = production
    ? '/api/predict'
    : `/api/models/${encodeURIComponent(version.model)}/versions/${version.version}/predict`;
  const body = production ? { modelId: version.model, features } : { features };
  return [
    `curl -X POST ${quoted(origin + path)} \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d ${quoted(JSON.stringify(body))}`,
  ].join('\n');
}

/** The same question to the command line. */
export function treadleCommand(version: VersionEntry, features: unknown): string {
  return `treadle predict ${quoted(version.model)}${versionOption(version)} --features ${quoted(JSON.stringify(features))} --json`;
}

/** A file of questions to the command line. */
export function treadleFileCommand(version: VersionEntry, fileName: string): string {
  return `treadle predict ${quoted(version.model)}${versionOption(version)} --file ${quoted(fileName)} > answers.csv`;
}

const versionOption = ({ stage, version }: VersionEntry): string =>
  stage === 'Production' ? '' : ` --version ${version}`;

/** Bare where a shell reads nothing into it, else in single quotes. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
