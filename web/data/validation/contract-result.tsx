import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { writeCsv } from '../../../shared/table/write-csv.ts';
import type { Contract } from '../../../workers/lifecycle/guard-load.ts';
import { download } from '../../shell/download.ts';
import { formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';

/** How rows that were loaded met the suite of their dataset, and the list of those that were left out. */
export function ContractResult({ contract, dataset }: { contract: Contract; dataset: string }) {
  const { report, rejected } = contract;
  const told = report.met + report.failed;
  return (
    <Panel
      title="Expectations"
      actions={
        rejected !== null && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => download(`${dataset}-rejected.csv`, writeCsv(rejected), 'text/csv')}
          >
            Download quarantined rows
          </Button>
        )
      }
    >
      <Text fz="sm">
        {report.met} of {formatPlural(told, 'expectation')} met.{' '}
        {rejected === null
          ? 'No row was left out.'
          : `${formatPlural(rejected.nRows, 'row')} left out; the list says why.`}
      </Text>
    </Panel>
  );
}
