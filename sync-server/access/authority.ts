import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/errors/app-error.ts';
import { grants, type Scope } from '../../shared/sync/authority.ts';
import { clientAddress } from '../http/client-address.ts';
import { countAttempts } from './attempts.ts';
import type { TokenStore } from './tokens.ts';

/** Who asks, as the log will say. */
export interface Caller {
  readonly actor: string;
  readonly scope: Scope;
  readonly tokenId: string | null;
}

/**
 * Lets a request through that may do what it asks for.
 * @throws AppError `unauthenticated`, `insufficient-scope` (with `required`), `too-many-attempts`.
 */
export type Authority = (incoming: IncomingMessage, required: Scope) => Caller;

export interface AuthorityOptions {
  readonly tokens: Pick<TokenStore, 'find' | 'any'>;
  /** Off loopback nobody is let in without a token, even while there is none. */
  readonly tokensRequired: boolean;
  /** Whether the address of the client is the last one of `X-Forwarded-For`. */
  readonly behindProxy: boolean;
  readonly nowMs: () => number;
}

/** Without tokens whoever reaches the loopback port is this machine's user (SEC1). */
const LOCAL: Caller = { actor: 'local', scope: 'admin', tokenId: null };

export function createAuthority({ tokens, tokensRequired, behindProxy, nowMs }: AuthorityOptions): Authority {
  const tooMany = countAttempts(nowMs);
  return (incoming, required) => {
    if (!tokensRequired && !tokens.any()) return LOCAL;
    const secret = bearer(incoming);
    const token = secret === null ? null : tokens.find(secret);
    if (token === null) throw refused(secret !== null && tooMany(clientAddress(incoming, behindProxy)));
    if (!grants(token.scope, required)) throw insufficient(token.scope, required);
    return { actor: token.name, scope: token.scope, tokenId: token.tokenId };
  };
}

function bearer({ headers }: IncomingMessage): string | null {
  return /^Bearer ([\w.~+/-]{1,500}=*)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

const refused = (tooMany: boolean): AppError =>
  tooMany
    ? new AppError('too-many-attempts', {
        detail: 'Too many requests with a wrong token came from this address.',
      })
    : new AppError('unauthenticated', { detail: 'The request carries no token that is valid here.' });

const insufficient = (scope: Scope, required: Scope): AppError =>
  new AppError('insufficient-scope', {
    detail: `The token has the scope ${scope}; this needs ${required}.`,
    extra: { required },
  });
