import { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';

/** What SQLite, PostgreSQL and the file system say when the medium, not the program, is at fault. */
const codes: Readonly<Record<string, ErrorCode>> = {
  SQLITE_FULL: 'disk-full',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  SQLITE_BUSY: 'storage-blocked',
  SQLITE_CORRUPT: 'workspace-broken',
  SQLITE_NOTADB: 'workspace-broken',
  SQLITE_CANTOPEN: 'workspace-broken',
  SQLITE_READONLY: 'workspace-broken',
  SQLITE_IOERR: 'workspace-broken',
  SQLITE_PERM: 'workspace-broken',
  EACCES: 'workspace-broken',
  EPERM: 'workspace-broken',
  EROFS: 'workspace-broken',
  ENOENT: 'workspace-broken',
  ENOTDIR: 'workspace-broken',
  EEXIST: 'workspace-broken',
  EIO: 'workspace-broken',
  // PostgreSQL (appendix A of its manual) and the way to it.
  '53100': 'disk-full',
  '53200': 'disk-full',
  '55P03': 'storage-blocked',
  '57014': 'storage-blocked',
  '40P01': 'storage-blocked',
  '53300': 'storage-unreachable',
  '57P01': 'storage-unreachable',
  '57P02': 'storage-unreachable',
  '57P03': 'storage-unreachable',
  '08000': 'storage-unreachable',
  '08003': 'storage-unreachable',
  '08006': 'storage-unreachable',
  '28000': 'storage-unreachable',
  '28P01': 'storage-unreachable',
  '3D000': 'storage-unreachable',
  ECONNREFUSED: 'storage-unreachable',
  ECONNRESET: 'storage-unreachable',
  ENOTFOUND: 'storage-unreachable',
  EAI_AGAIN: 'storage-unreachable',
  ETIMEDOUT: 'storage-unreachable',
  EPIPE: 'storage-unreachable',
};

/** The client library ends what it cannot finish with bare messages. */
const unreachableMessage = /Connection terminated|timeout exceeded when trying to connect|not queryable/;

const words: Partial<Record<ErrorCode, { detail: string; remedy?: string }>> = {
  'disk-full': { detail: 'The disk of the workspace is full; nothing was stored.' },
  'storage-blocked': {
    detail: 'Another process has been writing to the workspace for too long.',
    remedy: 'Wait until it is done, then try again.',
  },
  'storage-unreachable': { detail: 'The database does not answer.' },
  'workspace-broken': { detail: 'The workspace cannot be read or written.' },
};

/** The typed error for what storage threw; anything else comes back as it is. */
export function storageError(thrown: unknown): unknown {
  const code = codeOf(thrown);
  const said = code === undefined ? undefined : words[code];
  return code === undefined || said === undefined ? thrown : new AppError(code, { ...said, cause: thrown });
}

function codeOf(thrown: unknown): ErrorCode | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const known = 'code' in thrown ? codes[String(thrown.code)] : undefined;
  return known ?? (unreachableMessage.test(thrown.message) ? 'storage-unreachable' : undefined);
}
