import type { ExpectationResult, SuiteReport } from './suite-report.ts';

export interface JunitFacts {
  /** What was checked: a file or a dataset. */
  readonly name: string;
  /** When, and for how long. */
  readonly at: Date;
  readonly seconds: number;
}

/**
 * A suite's report as JUnit XML, as Jenkins, GitLab and GitHub's readers take it: one test case an
 * expectation. Errors are failures; warnings, which fail no build, stand in `system-out`; what is turned
 * off or cannot be told is skipped. Valid by the schema of Ant's tasks and by that of Jenkins' xUnit plugin.
 */
export function junitXml(report: SuiteReport, { name, at, seconds }: JunitFacts): string {
  const failures = report.results.filter(isFailure);
  const skipped = report.undecided + report.off;
  const counts = `tests="${report.results.length}" failures="${failures.length}" errors="0" skipped="${skipped}"`;
  const time = seconds.toFixed(3);
  // Ant's schema takes neither a zone nor fractions of a second.
  const when = at.toISOString().slice(0, 19);
  const warnings = report.results.filter((result) => result.status === 'failed' && !isFailure(result));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name=${quoted(name)} package="treadle.validation" id="0" timestamp="${when}" hostname="localhost" ${counts} time="${time}">`,
    '    <properties>',
    `      <property name="rows" value="${report.nRows}"/>`,
    `      <property name="quality" value="${report.quality}"/>`,
    '    </properties>',
    ...report.results.map((result) => testCase(result, name)),
    `    <system-out>${escaped(warnings.map((each) => `${each.severity}: ${sentence(each)}`).join('\n'))}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const isFailure = ({ status, severity }: ExpectationResult): boolean =>
  status === 'failed' && severity === 'error';

/** Names of cases differ, so that a history can follow each. */
function testCase(result: ExpectationResult, name: string): string {
  const own = `${result.index + 1}. ${result.check}${result.column === null ? '' : ` ${result.column}`}`;
  const open = `    <testcase name=${quoted(own)} classname=${quoted(name)} time="0"`;
  if (isFailure(result)) {
    const rows = result.rows.slice(0, 20).map((row) => row + 1);
    const text = `${sentence(result)}${rows.length === 0 ? '' : `\nRows: ${rows.join(', ')}`}`;
    return `${open}><failure message=${quoted(sentence(result))} type="${result.check}">${escaped(text)}</failure></testcase>`;
  }
  const isSkipped = result.status === 'undecided' || result.status === 'off';
  return isSkipped ? `${open}><skipped/></testcase>` : `${open}/>`;
}

const sentence = ({ promise, observed }: ExpectationResult): string => `${promise} ${observed}`;

const quoted = (text: string): string => `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', ' ')}"`;

/** XML 1.0 has no form at all for most control characters and for lone surrogates. */
function escaped(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
