import { Alert, Button, FileButton, Group, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import type { Signature } from '../../shared/packaging/manifest.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { predictFile, type LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { runActivity } from '../shell/activity.ts';
import { download } from '../shell/download.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount, formatNumber, formatPercent, formatPlural } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useAction } from '../shell/use-action.ts';

interface Batch {
  readonly fileName: string;
  readonly outcomes: readonly LoggedOutcome[];
  readonly csv: string;
}

/** Every row of a CSV, answered in order; the answers can be downloaded beside their rows. */
export function FilePredict({ version, signature }: { version: VersionEntry; signature: Signature }) {
  const host = useHost();
  const [batch, setBatch] = useState<Batch | null>(null);
  const asking = useAction(async (file: File) => {
    const reference = { model: version.model, version: version.versionId };
    const about = { kind: 'predict', title: `Predict ${file.name}` } as const;
    const { outcomes, csv } = await runActivity(about, (options) =>
      predictFile(host, reference, file, options),
    );
    setBatch({ fileName: file.name, outcomes, csv });
  });
  return (
    <Stack gap="lg">
      <Panel title="CSV file">
        <Group justify="space-between">
          <Text fz="sm" c="dimmed" maw={620}>
            A header with the columns {signature.inputs.map((input) => input.name).join(', ')}; others are
            ignored.
          </Text>
          <FileButton
            accept=".csv,.tsv,.txt,text/csv"
            onChange={(file) => file !== null && asking.start(file)}
            inputProps={{ 'aria-label': 'CSV to predict' }}
          >
            {(props) => (
              <Button {...props} loading={asking.busy} leftSection={<IconFileSpreadsheet size={16} />}>
                Choose a file
              </Button>
            )}
          </FileButton>
        </Group>
      </Panel>
      {asking.error !== null && <ErrorPanel error={asking.error} />}
      {batch !== null && <BatchResult batch={batch} />}
    </Stack>
  );
}

function BatchResult({ batch: { outcomes, fileName, csv } }: { batch: Batch }) {
  const labels = countLabels(outcomes);
  const failed = outcomes.filter((outcome) => 'problem' in outcome).length;
  const save = (): void => download(fileName.replace(/(\.\w+)?$/, '.predictions.csv'), csv, 'text/csv');
  return (
    <Panel
      title="Answers"
      note={formatPlural(outcomes.length, 'row')}
      actions={
        <Button size="xs" leftSection={<IconDownload size={15} />} onClick={save}>
          Download answers
        </Button>
      }
    >
      <Stack>
        {failed > 0 && (
          <Alert color="yellow">
            {formatPlural(failed, 'row')} could not be answered; the file says why.
          </Alert>
        )}
        {labels.length > 0 && (
          <BarChart
            label="Answers by label"
            sideways
            categories={labels.map(([label]) => label)}
            series={[{ name: 'Rows', values: labels.map(([, count]) => count) }]}
            format={formatCount}
          />
        )}
        <FirstAnswers outcomes={outcomes} />
      </Stack>
    </Panel>
  );
}

function countLabels(outcomes: readonly LoggedOutcome[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    if (!('answer' in outcome) || typeof outcome.answer.prediction !== 'string') continue;
    counts.set(outcome.answer.prediction, (counts.get(outcome.answer.prediction) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 20);
}

const SHOWN = 50;

function FirstAnswers({ outcomes }: { outcomes: readonly LoggedOutcome[] }) {
  return (
    <Table verticalSpacing={5}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={80}>Row</Table.Th>
          <Table.Th>Answer</Table.Th>
          <Table.Th ta="right">Confidence</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {outcomes.slice(0, SHOWN).map((outcome, index) => (
          <Table.Tr key={outcome.requestId}>
            <Table.Td>{formatCount(index + 1)}</Table.Td>
            {'answer' in outcome ? (
              <>
                <Table.Td>{shown(outcome.answer.prediction)}</Table.Td>
                <Table.Td ta="right">
                  {outcome.answer.confidence === null ? '–' : formatPercent(outcome.answer.confidence)}
                </Table.Td>
              </>
            ) : (
              <Table.Td colSpan={2}>
                <Text fz="sm" c="var(--mantine-color-error)">
                  {outcome.problem.detail}
                </Text>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const shown = (prediction: string | number): string =>
  typeof prediction === 'number' ? formatNumber(prediction) : prediction;
