import { jsonAnswer } from '../http/answer.ts';
import type { Operation } from '../http/operation.ts';
import { openApiDocument } from './openapi.ts';

/** `GET /openapi.json`, which describes `described` and is worked out when it is first asked for. */
export function docsOperations(described: readonly Operation[], version: string): Operation[] {
  let document: unknown;
  return [
    {
      method: 'GET',
      path: '/openapi.json',
      tag: 'Documentation',
      scope: 'public',
      summary: 'This API as OpenAPI 3.1',
      status: 200,
      errors: [],
      handle: () => jsonAnswer((document ??= openApiDocument(described, version))),
    },
  ];
}
