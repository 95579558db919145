import type { Finding, ValidationReport } from '../../shared/validation/report.ts';
import type { Command, Invocation } from '../command.ts';
import { openSource, withHost } from '../host.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { formatTable, print, printJson, progressLine } from '../output.ts';

export const validateCommand: Command = {
  name: 'validate',
  summary: 'Check a CSV file or a dataset: quality score, findings, failing rows',
  usage: 'validate FILE|DATASET [--target COLUMN] [options]',
  options: [
    {
      name: 'target',
      type: 'string',
      value: 'COLUMN',
      help: 'also check the target: balance, missing values, leaks',
    },
  ],
  examples: ['validate customers.csv --target Churn', 'validate customers.csv --json | jq .quality'],
  positionals: [1, 1],
  run: (invocation) => withHost(invocation, (host) => validate(host, invocation)),
};

async function validate(host: Host, invocation: Invocation): Promise<0 | 1> {
  const asJson = invocation.flag('json');
  const line = progressLine('validate', asJson);
  const options = { signal: invocation.signal, onProgress: line.show };
  const target = invocation.string('target') ?? null;
  const source = await openSource(host, invocation.positionals[0]!, target, options);
  const report = await host.tasks.run(
    'validate',
    { table: await host.tableRef(source.dataVersion), target: target ?? source.dataset.target },
    options,
  );
  line.clear();
  if (asJson)
    printJson({
      dataset: source.dataset.name,
      dataVersion: source.dataVersion,
      rejectedRows: source.report?.rejectedCount ?? 0,
      ...report,
    });
  else printReport(source.dataset.name, report);
  return report.findings.some((finding) => finding.severity === 'error') ? 1 : 0;
}

function printReport(name: string, report: ValidationReport): void {
  print(
    `${name}: ${report.nRows} rows × ${report.nColumns} columns, quality ${report.quality.toFixed(0)} of 100`,
  );
  if (report.findings.length === 0) {
    print('No findings.');
    return;
  }
  const firstRows = (finding: Finding): string =>
    finding.rows
      .slice(0, 5)
      .map((row) => row + 1)
      .join(', ');
  print(
    formatTable(
      ['severity', 'check', 'column', 'count', 'rows', 'finding'],
      report.findings.map((finding) => [
        finding.severity,
        finding.check,
        finding.column ?? '',
        finding.count,
        firstRows(finding),
        finding.detail,
      ]),
    ),
  );
}
