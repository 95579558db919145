import { catalogue, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { z } from '../../shared/records/zod.ts';
import type { Operation } from '../http/operation.ts';

type JsonSchema = Record<string, unknown>;

/** Errors that any route may answer, before its handler runs or when something unforeseen happens. */
const commonErrors: readonly ErrorCode[] = ['host-unknown', 'internal'];
const guardedErrors: readonly ErrorCode[] = ['unauthenticated', 'insufficient-scope', 'too-many-attempts'];
const changingErrors: readonly ErrorCode[] = ['origin-foreign'];

/** The OpenAPI 3.1 document of the operations, from the same schemas that validate their requests. */
export function openApiDocument(operations: readonly Operation[], version: string): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Treadle',
      version,
      description: 'Predictions, monitoring and the shared log of one Treadle workspace.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: pathsOf(operations),
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Needed once the server has a token.' },
      },
    },
  };
}

function pathsOf(operations: readonly Operation[]): Record<string, JsonSchema> {
  const paths = new Map<string, JsonSchema>();
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths.set(path, { ...paths.get(path), [operation.method.toLowerCase()]: describe(operation) });
  }
  return Object.fromEntries(paths);
}

function describe(operation: Operation): JsonSchema {
  const parameters = [...pathParameters(operation.path), ...queryParameters(operation)];
  return {
    operationId: operationId(operation),
    summary: operation.summary,
    tags: [operation.tag],
    'x-scope': operation.scope,
    ...(operation.scope === 'public' ? { security: [] } : { security: [{ token: [] }] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(operation),
    responses: responsesOf(operation),
  };
}

function operationId({ method, path }: Operation): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...words.map((word) => word[0]!.toUpperCase() + word.slice(1))].join('');
}

function pathParameters(path: string): JsonSchema[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query = [] }: Operation): JsonSchema[] {
  return query.map(({ name, description, schema }) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    description,
    schema: jsonSchema(schema, 'output'),
  }));
}

function requestBody({ request, requestMediaType }: Operation): JsonSchema {
  if (request !== undefined)
    return {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(request, 'input') } },
      },
    };
  if (requestMediaType === undefined) return {};
  return {
    requestBody: { content: { [requestMediaType]: { schema: { type: 'string', format: 'binary' } } } },
  };
}

function responsesOf(operation: Operation): JsonSchema {
  const { method, scope, status, errors } = operation;
  const guarded = scope === 'public' ? [] : guardedErrors;
  const codes = new Set([
    ...errors,
    ...commonErrors,
    ...guarded,
    ...(method === 'GET' ? [] : changingErrors),
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const problemStatus = catalogue[code].status;
    byStatus.set(problemStatus, [...(byStatus.get(problemStatus) ?? []), code]);
  }
  const problems = [...byStatus].map(
    ([problemStatus, of]) => [String(problemStatus), problemResponse(of)] as const,
  );
  return Object.fromEntries([[String(status), successResponse(operation)], ...problems]);
}

function successResponse({ answer, answerMediaType }: Operation): JsonSchema {
  if (answer !== undefined)
    return { description: 'Done', content: { 'application/json': { schema: jsonSchema(answer, 'output') } } };
  return {
    description: 'Done',
    ...(answerMediaType === undefined ? {} : { content: { [answerMediaType]: {} } }),
  };
}

function problemResponse(codes: readonly ErrorCode[]): JsonSchema {
  return {
    description: codes.map((code) => `\`${code}\`: ${catalogue[code].title}`).join('; '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** RFC 9457 with Treadle's members (ERR1). */
const problemSchema = jsonSchema(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    remedy: z.string(),
    retryable: z.boolean(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  }),
  'output',
);
