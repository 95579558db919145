import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { z } from '../../shared/records/zod.ts';
import type { Scope } from '../../shared/sync/authority.ts';
import type { Authority, Caller } from '../access/authority.ts';

export type ServerEnv = { Bindings: HttpBindings };
export type ServerContext = Context<ServerEnv>;

/**
 * One route of the API: what serves it and what describes it in `/openapi.json`, in one place, so that
 * the document cannot drift from the code.
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Hono path: `/api/models/:model/predict`. */
  readonly path: string;
  readonly tag: string;
  /** What a token must allow (SEC2); `public` asks for none: probes, the API's description, pairing. */
  readonly scope: Scope | 'public';
  readonly summary: string;
  readonly request?: z.ZodType;
  /** Of the request, when it is not JSON. */
  readonly requestMediaType?: string;
  readonly query?: readonly { name: string; description: string; schema: z.ZodType }[];
  readonly status: number;
  readonly answer?: z.ZodType;
  /** Of the answer, when it is not JSON. */
  readonly answerMediaType?: string;
  /** Errors beyond those that every route may answer. */
  readonly errors: readonly ErrorCode[];
  /** `caller` is who asks; nobody in particular on a public route. */
  readonly handle: (context: ServerContext, caller: Caller) => Response | Promise<Response>;
}

const NOBODY: Caller = { actor: 'anonymous', scope: 'viewer', tokenId: null };

/** Registers the handlers of the operations behind what each asks of a token. */
export function mountOperations(
  app: Hono<ServerEnv>,
  operations: readonly Operation[],
  authority: Authority,
): void {
  for (const { method, path, scope, handle } of operations)
    app.on(method, path, (context) =>
      handle(context, scope === 'public' ? NOBODY : authority(context.env.incoming, scope)),
    );
}

/**
 * Any other method on the operations' paths answers 405 and names those that work (ERR1). Mounted after
 * the page, since some of its routes are paths of the API too: `/predict` is a page to GET.
 */
export function mountRefusals(app: Hono<ServerEnv>, operations: readonly Operation[]): void {
  for (const [path, methods] of methodsByPath(operations)) app.all(path, refuseMethod(methods));
}

function methodsByPath(operations: readonly Operation[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of operations)
    methods.set(path, [...(methods.get(path) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])]);
  return methods;
}

function refuseMethod(allow: readonly string[]): (context: ServerContext) => never {
  return (context) => {
    throw new AppError('method-not-allowed', {
      detail: `${context.req.method} does not work on ${context.req.path}.`,
      remedy: `Use ${allow.join(' or ')}.`,
      extra: { allow },
    });
  };
}
