/**
 * What the common JUnit schema (that of Ant's tasks) asks of a report, as data: attributes with their form, and
 * children in the order in which they may stand.
 */
interface ElementRule {
  readonly required: Readonly<Record<string, RegExp>>;
  readonly optional?: Readonly<Record<string, RegExp>>;
  /** Written as a regular expression over the names of children, each followed by a blank. */
  readonly children: RegExp;
  /** Whether text may stand in it. */
  readonly text: boolean;
}

const any = /^[^]*$/;
const token = /^\S(.*\S)?$/;
const count = /^\d+$/;
const decimal = /^\d+(\.\d+)?$/;
const name = { name: token };

const rules: Readonly<Record<string, ElementRule>> = {
  testsuites: { required: {}, children: /^(testsuite )*$/, text: false },
  testsuite: {
    required: {
      ...name,
      package: token,
      id: count,
      timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
      hostname: token,
      tests: count,
      failures: count,
      errors: count,
      time: decimal,
    },
    optional: { skipped: count },
    children: /^properties (testcase )*system-out system-err $/,
    text: false,
  },
  properties: { required: {}, children: /^(property )*$/, text: false },
  property: { required: { ...name, value: any }, children: /^$/, text: false },
  testcase: {
    required: { ...name, classname: token, time: decimal },
    children: /^((skipped|error|failure) )?$/,
    text: false,
  },
  skipped: { required: {}, children: /^$/, text: false },
  failure: { required: { type: any }, optional: { message: any }, children: /^$/, text: true },
  error: { required: { type: any }, optional: { message: any }, children: /^$/, text: true },
  'system-out': { required: {}, children: /^$/, text: true },
  'system-err': { required: {}, children: /^$/, text: true },
};

/** What is wrong with a report; none when it is well-formed and valid. */
export function junitProblems(xml: string): string[] {
  const problems: string[] = [];
  const open: { name: string; children: string }[] = [{ name: '', children: '' }];
  const markup = /<\?[^]*?\?>|<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;
  const close = (): void => {
    const { name: element, children } = open.pop()!;
    if (rules[element]?.children.test(children) === false) problems.push(`${element} has ${children}`);
  };
  for (const [, end, element, attributes = '', empty, text, stray] of xml.matchAll(markup)) {
    const parent = open.at(-1)!;
    if (stray !== undefined) problems.push('a < that opens nothing');
    if (text !== undefined) problems.push(...textProblems(text, parent.name));
    if (element === undefined) continue;
    if (end === '/') {
      if (parent.name !== element) problems.push(`${element} closes ${parent.name}`);
      close();
      continue;
    }
    parent.children += `${element} `;
    problems.push(...attributeProblems(element, attributes));
    open.push({ name: element, children: '' });
    if (empty === '/') close();
  }
  return open.length === 1 && open[0]!.children === 'testsuites ' ? problems : [...problems, 'no one root'];
}

const LOOSE = /&(?!(?:amp|lt|gt|quot|apos);)/;

function textProblems(text: string, element: string): string[] {
  const loose = LOOSE.test(text) ? [`${element} has a loose &`] : [];
  const allowed = text.trim() === '' || rules[element]?.text === true;
  return allowed ? loose : [...loose, `${element} has text`];
}

function attributeProblems(element: string, text: string): string[] {
  const rule = rules[element];
  if (rule === undefined) return [`${element} is no element`];
  const given = new Map([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]));
  const known: Record<string, RegExp> = { ...rule.required, ...rule.optional };
  return [
    ...Object.keys(rule.required).flatMap((key) => (given.has(key) ? [] : [`${element} lacks ${key}`])),
    ...[...given].flatMap(([key, value]) =>
      known[key]?.test(value) === true && !LOOSE.test(value) ? [] : [`${element} ${key}="${value}"`],
    ),
  ];
}
