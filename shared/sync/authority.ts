/** What a token may do; each scope includes those before it (SEC2). */
export const SCOPES = ['viewer', 'editor', 'deployer', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether a scope suffices where `required` is asked for. */
export function grants(scope: Scope, required: Scope): boolean {
  return SCOPES.indexOf(scope) >= SCOPES.indexOf(required);
}

/** Mutations that decide what is served to others. */
const deploying: ReadonlySet<string> = new Set([
  'stage.transitioned',
  'alias.set',
  'alias.removed',
  'deployment.changed',
]);
/** Mutations that only a server writes, by itself. */
const serverOnly: ReadonlySet<string> = new Set([
  'token.issued',
  'token.revoked',
  'webhook.added',
  'webhook.removed',
  'alert.fired',
  'alert.resolved',
]);

/** The scope that the author of a mutation needs; null = no client may write it. */
export function scopeOfMutation(type: string): Scope | null {
  if (serverOnly.has(type)) return null;
  return deploying.has(type) ? 'deployer' : 'editor';
}
