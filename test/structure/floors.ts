import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * The house rule as code (ARCHITECTURE.md): imports run down the floors, rooms of one floor leave
 * each other alone, nothing runs in circles, and `shared/` reaches for no clock, randomness or host.
 */

const FLOORS: readonly (readonly string[])[] = [
  ['shared/table', 'shared/records', 'shared/errors', 'shared/numeric', 'shared/statistics', 'shared/random'],
  [
    'shared/samples',
    'shared/validation',
    'shared/exploration',
    'shared/preparation',
    'shared/estimators',
    'shared/evaluation',
  ],
  [
    'shared/packaging',
    'shared/registry',
    'shared/deployment',
    'shared/monitoring',
    'shared/retraining',
    'shared/sync',
  ],
  ['shared/pipelines'],
  ['workers'],
  ['web', 'cli', 'sync-server'],
];

/** Rooms that others of their floor may import, and who may. */
const OPEN_ROOMS = new Map<string, (from: string) => boolean>([
  ['shared/packaging', (from) => floorOf(from) === 2],
  ['sync-server', (from) => from === 'cli'],
]);

/** Beyond what its own tsconfig refuses: without DOM and Node types a host global does not compile there. */
const FORBIDDEN_IN_SHARED: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /\bMath\.random\b/, what: 'Math.random (take an Rng)' },
  { pattern: /\bDate\.now\b|\bnew Date\(\s*\)/, what: 'the clock (take the time as an argument)' },
  { pattern: /\bperformance\.now\b/, what: 'the clock (take the time as an argument)' },
  { pattern: /\bconsole\./, what: 'the console' },
];

export interface Violation {
  readonly file: string;
  readonly rule: 'floor' | 'neighbour' | 'circle' | 'shared-is-pure' | 'unknown-room';
  readonly detail: string;
}

/** Checks sources by repository-relative path. Cost: linear in the text. */
export function violations(sources: ReadonlyMap<string, string>): Violation[] {
  const imports = new Map([...sources].map(([file, source]) => [file, importsOf(file, source)]));
  return [
    ...[...imports].flatMap(([file, targets]) => targets.flatMap((target) => checkImport(file, target))),
    ...[...sources].flatMap(([file, source]) => checkPurity(file, source)),
    ...circles(imports, sources),
  ];
}

function importsOf(file: string, source: string): string[] {
  const { module } = parseSync(file, source);
  const names = [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...module.staticExports.flatMap((entry) =>
      entry.entries.flatMap((part) => part.moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map((entry) =>
      source.slice(entry.moduleRequest.start + 1, entry.moduleRequest.end - 1),
    ),
  ];
  return [...new Set(names)];
}

function roomOf(file: string): string {
  const [top, second] = file.split('/');
  return top === 'shared' && second !== undefined && file.split('/').length > 2 ? `shared/${second}` : top!;
}

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

function resolve(file: string, request: string): string | null {
  return request.startsWith('.')
    ? posix.normalize(posix.join(posix.dirname(file), request.replace(/\?.*$/, '')))
    : null;
}

function checkImport(file: string, request: string): Violation[] {
  const from = roomOf(file);
  if (floorOf(from) < 0)
    return file === 'shared/globals.d.ts'
      ? []
      : [{ file, rule: 'unknown-room', detail: `${from} stands on no floor` }];
  const target = resolve(file, request);
  if (target === null)
    return from.startsWith('shared') && request.startsWith('node:')
      ? [{ file, rule: 'shared-is-pure', detail: `imports ${request}` }]
      : [];
  const to = roomOf(target);
  if (to === from || to === 'package.json') return [];
  const [above, below] = [floorOf(from), floorOf(to)];
  if (below < 0)
    return [{ file, rule: 'unknown-room', detail: `imports ${target}, which stands on no floor` }];
  if (below > above) return [{ file, rule: 'floor', detail: `imports up: ${target}` }];
  if (below < above || above === 0 || OPEN_ROOMS.get(to)?.(from) === true) return [];
  return [{ file, rule: 'neighbour', detail: `imports its neighbour ${target}` }];
}

function checkPurity(file: string, source: string): Violation[] {
  if (!file.startsWith('shared/')) return [];
  const code = withoutComments(file, source);
  return FORBIDDEN_IN_SHARED.filter(({ pattern }) => pattern.test(code)).map(({ what }) => ({
    file,
    rule: 'shared-is-pure',
    detail: `reaches for ${what}`,
  }));
}

function withoutComments(file: string, source: string): string {
  const { comments } = parseSync(file, source);
  return comments.reduceRight(
    (text, comment) =>
      text.slice(0, comment.start) + ' '.repeat(comment.end - comment.start) + text.slice(comment.end),
    source,
  );
}

/** Files that import each other in a ring, each ring once; `import type` counts too: it is a dependency of the reader. */
function circles(
  imports: ReadonlyMap<string, readonly string[]>,
  sources: ReadonlyMap<string, string>,
): Violation[] {
  const found: Violation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      const ring = [...path.slice(path.indexOf(file)), file];
      found.push({ file, rule: 'circle', detail: ring.join(' → ') });
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const request of imports.get(file) ?? []) {
      const target = resolve(file, request);
      if (target !== null && sources.has(target)) visit(target);
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of imports.keys()) visit(file);
  return found;
}
