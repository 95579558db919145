import { resolveVersion, splitReference } from '../../shared/registry/queries.ts';
import { z } from '../../shared/records/zod.ts';
import type { LogStore } from '../../workers/workspace.ts';
import { jsonAnswer } from '../http/answer.ts';
import { checked } from '../http/json-body.ts';
import type { Operation } from '../http/operation.ts';

const parameter = z.object({ reference: z.string().min(1).max(400) });

/** What the page of a shared version needs to know before it fetches the package by its digest. */
const sharedVersion = z.object({
  model: z.string(),
  version: z.number(),
  semver: z.string(),
  digest: z.string(),
  sizeBytes: z.number(),
  description: z.string(),
  file: z.object({ name: z.string(), format: z.string() }).nullable(),
});

/** Share links of the server: `/share/churn@3` is the page, this is what it asks. */
export function sharingOperations({ log }: { readonly log: Pick<LogStore, 'state'> }): Operation[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/share/:reference',
      tag: 'Registry',
      scope: 'viewer',
      summary: 'The version that `MODEL@VERSION` names, by number, semantic version or alias',
      status: 200,
      answer: sharedVersion,
      errors: ['model-unknown', 'version-unknown', 'alias-unknown', 'not-deployed'],
      handle: async ({ req }) => {
        const { reference } = checked(parameter, { reference: req.param('reference') });
        const { model: name, version: named } = splitReference(reference);
        const { registry } = await log.state();
        const found = resolveVersion(registry, name, named);
        const { model, version, semver, digest, sizeBytes, description, file = null } = found;
        return jsonAnswer({ model, version, semver, digest, sizeBytes, description, file });
      },
    },
  ];
}
