import { readFileSync } from 'node:fs';
import { AppError } from '../shared/errors/app-error.ts';
import { z } from '../shared/records/zod.ts';

/** Where settings stand beside the environment, in the folder the server is started in. */
export const CONFIG_FILE = 'treadle.config.json';

const file = z.string().min(1);
const s3 = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).describe('https://s3.eu-west-1.amazonaws.com'),
  bucket: z.string().min(3).max(63),
  region: z.string().min(1).default('us-east-1'),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  prefix: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'ends with "/" and has letters, digits, ".", "_" and "-" only')
    .default(''),
});

/** Everything that can be set about a server. */
export const configSchema = z.strictObject({
  workspace: file.optional().describe('Folder of the workspace.'),
  host: z.string().min(1).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Host names served beside the loopback ones (SEC1). */
  allowedHosts: z.array(z.string().min(1)).default([]),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'begins with postgres://')
    .optional(),
  s3: s3.optional(),
  /** Off loopback: a certificate of its own, or a proxy that has one (SEC1). */
  tlsCert: file.optional(),
  tlsKey: file.optional(),
  behindProxy: z.boolean().default(false),
  /** Hosts on this network that webhooks may be sent to; others must have public addresses (SEC3). */
  webhookHosts: z.array(z.string().min(1)).default([]),
  /** What becomes of a prediction whose features break the suite of the model's dataset. */
  guard: z.enum(['off', 'warn', 'refuse']).default('off'),
  /** Days that predictions are kept. */
  retentionDays: z.coerce.number().int().min(1).max(3650).default(90),
  /** Of the windows by which alerts are decided. */
  alertWindowMinutes: z.coerce.number().int().min(1).max(10_080).default(60),
  /** Of all artifacts in the workspace folder; a bucket has quotas of its own. */
  quotaBytes: z.coerce.number().int().min(1).optional(),
});
export type ServerConfig = z.infer<typeof configSchema>;

/** Environment variables by the path of the setting they give. */
export const ENVIRONMENT: readonly (readonly [variable: string, path: readonly string[]])[] = [
  ['TREADLE_WORKSPACE', ['workspace']],
  ['TREADLE_HOST', ['host']],
  ['PORT', ['port']],
  ['TREADLE_ALLOWED_HOSTS', ['allowedHosts']],
  ['TREADLE_WEBHOOK_HOSTS', ['webhookHosts']],
  ['TREADLE_DATABASE_URL', ['databaseUrl']],
  ['TREADLE_S3_ENDPOINT', ['s3', 'endpoint']],
  ['TREADLE_S3_BUCKET', ['s3', 'bucket']],
  ['TREADLE_S3_REGION', ['s3', 'region']],
  ['TREADLE_S3_ACCESS_KEY_ID', ['s3', 'accessKeyId']],
  ['TREADLE_S3_SECRET_ACCESS_KEY', ['s3', 'secretAccessKey']],
  ['TREADLE_S3_PREFIX', ['s3', 'prefix']],
  ['TREADLE_TLS_CERT', ['tlsCert']],
  ['TREADLE_TLS_KEY', ['tlsKey']],
  ['TREADLE_BEHIND_PROXY', ['behindProxy']],
  ['TREADLE_GUARD', ['guard']],
  ['TREADLE_RETENTION_DAYS', ['retentionDays']],
  ['TREADLE_ALERT_WINDOW_MINUTES', ['alertWindowMinutes']],
  ['TREADLE_QUOTA_BYTES', ['quotaBytes']],
];

type Settings = Record<string, unknown>;

export interface ConfigSources {
  /** Flags of the command, which win; undefined ones are not given. */
  readonly flags: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of the config file, or null without one. */
  readonly file: string | null;
}

/**
 * Flags before environment before file.
 * @throws AppError `config-invalid` that names the setting, where it came from and what it may be. A
 * value is never repeated, since it may be a secret.
 */
export function readConfig({ flags, environment, file: text }: ConfigSources): ServerConfig {
  const merged: Settings = { ...(text === null ? {} : parseFile(text)) };
  for (const [variable, path] of ENVIRONMENT) {
    const value = environment[variable];
    if (value !== undefined && value !== '') put(merged, path, valueOf(path, value));
  }
  for (const [name, value] of Object.entries(flags)) if (value !== undefined) merged[name] = value;
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) throw invalid(parsed.error.issues[0]!, environment);
  const { tlsCert, tlsKey } = parsed.data;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new AppError('config-invalid', {
      detail: 'A TLS certificate and its key are given together or not at all.',
    });
  return parsed.data;
}

/** The config file beside the process, or null. @throws AppError `config-invalid` when it cannot be read. */
export function readConfigFile(path = CONFIG_FILE): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('config-invalid', { detail: `${path} cannot be read.`, cause: thrown });
  }
}

function parseFile(text: string): Settings {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new AppError('config-invalid', { detail: `${CONFIG_FILE} is not valid JSON.`, cause });
  }
  throw new AppError('config-invalid', { detail: `${CONFIG_FILE} must hold one JSON object.` });
}

function put(settings: Settings, [name, inner]: readonly string[], value: unknown): void {
  if (inner === undefined) settings[name!] = value;
  else settings[name!] = { ...(settings[name!] as Settings | undefined), [inner]: value };
}

/** Lists are separated by commas; true and false are words. */
function valueOf([name]: readonly string[], text: string): unknown {
  if (name === 'allowedHosts' || name === 'webhookHosts') return text.split(',').map((each) => each.trim());
  if (name === 'behindProxy')
    return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  return text;
}

function invalid(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  environment: ConfigSources['environment'],
): AppError {
  const path = issue.path.map(String);
  const variable = ENVIRONMENT.find(([, known]) => known.join('.') === path.join('.'))?.[0];
  const from = variable !== undefined && environment[variable] ? ` (from ${variable})` : '';
  return new AppError('config-invalid', {
    detail: `The setting "${path.join('.')}"${from} is not valid: ${issue.message}.`,
    pointer: `/${path.join('/')}`,
  });
}
