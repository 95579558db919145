import { z } from '../../shared/records/zod.ts';
import { SCOPES } from '../../shared/sync/authority.ts';
import { jsonAnswer } from '../http/answer.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Clock } from '../http/clock.ts';
import { checked, readJson } from '../http/json-body.ts';
import type { Operation } from '../http/operation.ts';
import type { Limits } from '../limits.ts';
import type { ServerWorkspace } from '../store/workspace.ts';
import { countAttempts } from './attempts.ts';
import type { TokenRecord } from './tokens.ts';
import { AppError } from '../../shared/errors/app-error.ts';

export interface AccessParts {
  readonly workspace: ServerWorkspace;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Whether the address of the client is the last one of `X-Forwarded-For`. */
  readonly behindProxy: boolean;
}

const scope = z.enum(SCOPES);
const time = z.number().describe('Milliseconds since 1970.');
const tokenAnswer = z.object({
  tokenId: z.string(),
  name: z.string(),
  scope,
  createdAt: time,
  createdBy: z.string(),
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
});
const issuedAnswer = tokenAnswer.extend({ secret: z.string().describe('Shown this once.') });
const issueRequest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  scope,
  expiresInDays: z.number().positive().max(3650).nullable().default(null),
});
const pairRequest = z.strictObject({ code: z.string().min(1).max(200) });
const callerAnswer = z.object({
  actor: z.string(),
  scope,
  tokenId: z.string().nullable().describe('null while the server has no token.'),
});

const DAY_MS = 24 * 60 * 60 * 1000;

/** Tokens and whose they are (SEC2). */
export function accessOperations({ workspace, limits, clock, behindProxy }: AccessParts): Operation[] {
  const { tokens } = workspace;
  const tag = 'Access';
  const tooMany = countAttempts(() => clock.monotonicMs());
  const issued = async (actor: string, { record, secret }: { record: TokenRecord; secret: string }) => {
    const { tokenId, name, scope: granted } = record;
    await workspace.commitAs(actor, 'token.issued', { tokenId, name, scope: granted });
    return jsonAnswer({ ...record, secret });
  };
  return [
    {
      method: 'GET',
      path: '/api/v1/me',
      tag,
      scope: 'viewer',
      summary: 'Who the token stands for and what it may do',
      status: 200,
      answer: callerAnswer,
      errors: [],
      handle: (_, caller) => jsonAnswer(caller),
    },
    {
      method: 'GET',
      path: '/api/v1/tokens',
      tag,
      scope: 'admin',
      summary: 'All tokens, without their secrets',
      status: 200,
      answer: z.object({ tokens: z.array(tokenAnswer) }),
      errors: [],
      handle: async () => jsonAnswer({ tokens: await tokens.list() }),
    },
    {
      method: 'POST',
      path: '/api/v1/tokens',
      tag,
      scope: 'admin',
      summary: 'Make a token; its secret is in this answer and nowhere else',
      request: issueRequest,
      status: 200,
      answer: issuedAnswer,
      errors: ['request-invalid'],
      handle: async (context, { actor }) => {
        const {
          name,
          scope: granted,
          expiresInDays,
        } = await readJson(context, issueRequest, limits.predictBytes);
        const expiresAt = expiresInDays === null ? null : Math.round(clock.nowMs() + expiresInDays * DAY_MS);
        return issued(actor, await tokens.issue({ name, scope: granted, createdBy: actor, expiresAt }));
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/tokens/:token',
      tag,
      scope: 'admin',
      summary: 'Take a token back, at once',
      status: 200,
      answer: tokenAnswer,
      errors: ['token-unknown'],
      handle: async (context, { actor }) => {
        const { token } = checked(z.object({ token: z.string() }), { token: context.req.param('token') });
        const record = await tokens.revoke(token);
        await workspace.commitAs(actor, 'token.revoked', { tokenId: record.tokenId, name: record.name });
        return jsonAnswer(record);
      },
    },
    {
      method: 'POST',
      path: '/api/v1/pair',
      tag,
      scope: 'public',
      summary: 'Make the token of a one-time pairing link',
      request: pairRequest,
      status: 200,
      answer: issuedAnswer,
      errors: ['pairing-invalid', 'too-many-attempts'],
      handle: async (context) => {
        const { code } = await readJson(context, pairRequest, limits.predictBytes);
        try {
          return await issued('pairing', await tokens.pair(code));
        } catch (thrown) {
          const wrong = thrown instanceof AppError && thrown.code === 'pairing-invalid';
          if (!wrong || !tooMany(clientAddress(context.env.incoming, behindProxy))) throw thrown;
          throw new AppError('too-many-attempts', {
            detail: 'Too many wrong pairing codes came from this address.',
          });
        }
      },
    },
  ];
}
