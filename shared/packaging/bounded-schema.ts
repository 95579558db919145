import type { JsonObject } from '../records/json.ts';
import { z } from '../records/zod.ts';

/**
 * Schemas for content that may be hostile (SEC5). Zod collects every finding before it answers: a
 * million bad entries cost a million findings, or the stack. These stop at the first.
 */

/** An array whose check ends at the first bad entry. */
export function list<T extends z.ZodType>(entry: T) {
  return z.array(z.unknown()).transform((items, context): z.output<T>[] => {
    const checked: z.output<T>[] = [];
    for (const [at, item] of items.entries()) {
      const result = entry.safeParse(item);
      if (!result.success) {
        const [first] = result.error.issues;
        context.addIssue({ code: 'custom', message: first!.message, path: [at, ...first!.path] });
        return z.NEVER;
      }
      checked.push(result.data);
    }
    return checked;
  });
}

/** An object that came out of `JSON.parse`, or that canonical JSON will check when it is written. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected a JSON object',
);

/** Lets through to the schema behind it only what has at most `limit` arrays, objects and values. */
export function atMostNodes(limit: number) {
  return z.unknown().refine((value) => countNodes(value, limit) <= limit, {
    message: `more than ${limit} values`,
  });
}

function countNodes(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let nodes = 1;
  for (const child of Object.values(value)) {
    nodes += countNodes(child, limit - nodes);
    if (nodes > limit) break;
  }
  return nodes;
}
