import { dataVersion as dataVersionOf } from '../../shared/table/data-version.ts';
import type { Finding, ValidationReport } from '../../shared/validation/report.ts';
import type { Command, Invocation } from '../command.ts';
import { filePart, filePartOptions } from '../file-part.ts';
import { withExistingHost, withTasks } from '../host.ts';
import { formatTable, print, printJson, withProgress } from '../output.ts';
import { existingDataset, isFile, noSuchSource, readSource } from '../source.ts';

export const validateCommand: Command = {
  usage: 'validate FILE|DATASET [--target COLUMN] [options]',
  options: [
    {
      name: 'target',
      type: 'string',
      value: 'COLUMN',
      help: 'also check the target: balance, missing values, leaks',
    },
    ...filePartOptions,
  ],
  notes: [
    'Nothing is stored: a file is read, checked and forgotten. An error among the findings exits with 1.',
  ],
  examples: ['validate customers.csv --target Churn', 'validate customers.csv --json | jq .quality'],
  positionals: [1, 1],
  async run(invocation) {
    const [name] = invocation.positionals as [string];
    const checked = (await isFile(name))
      ? await checkFile(name, invocation)
      : await checkDataset(name, invocation);
    const { dataset, report, rejectedRows } = checked;
    if (invocation.flag('json'))
      printJson({ dataset, dataVersion: checked.dataVersion, rejectedRows, ...report });
    else printReport(dataset, report);
    return report.findings.some((finding) => finding.severity === 'error') ? 1 : 0;
  },
};

interface Checked {
  readonly dataset: string;
  readonly dataVersion: string;
  readonly rejectedRows: number;
  readonly report: ValidationReport;
}

function checkFile(path: string, invocation: Invocation): Promise<Checked> {
  const { signal } = invocation;
  return withTasks((tasks) =>
    withProgress('validate', async (onProgress) => {
      const { name, table, report } = await readSource(tasks, path, {
        edits: filePart(invocation),
        signal,
        onProgress,
      });
      const target = invocation.string('target') ?? null;
      return {
        dataset: name,
        dataVersion: dataVersionOf(table),
        rejectedRows: report.rejectedCount,
        report: await tasks.run('validate', { table: { table }, target }, { signal, onProgress }),
      };
    }),
  );
}

function checkDataset(name: string, invocation: Invocation): Promise<Checked> {
  const { signal } = invocation;
  return withExistingHost(invocation, noSuchSource(name), (host) =>
    withProgress('validate', async (onProgress) => {
      const { dataset, dataVersion } = await existingDataset(host, name);
      const target = invocation.string('target') ?? dataset.target;
      const table = await host.tableRef(dataVersion);
      const report = await host.tasks.run('validate', { table, target }, { signal, onProgress });
      return { dataset: dataset.name, dataVersion, rejectedRows: 0, report };
    }),
  );
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
