import { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';

/** What SQLite and the file system say when the medium, not the program, is at fault. */
const codes: Readonly<Record<string, ErrorCode>> = {
  SQLITE_FULL: 'storage-full',
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
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
};

const words: Partial<Record<ErrorCode, { detail: string; remedy?: string }>> = {
  'storage-full': { detail: 'The disk of the workspace is full; nothing was stored.' },
  'storage-blocked': {
    detail: 'Another process has been writing to the workspace for too long.',
    remedy: 'Wait until it is done, then try again.',
  },
  'workspace-broken': { detail: 'The workspace cannot be read or written.' },
};

/** The typed error for what storage threw; anything else comes back as it is. */
export function storageError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? codes[String(thrown.code)] : undefined;
  const said = code === undefined ? undefined : words[code];
  return code === undefined || said === undefined ? thrown : new AppError(code, { ...said, cause: thrown });
}
