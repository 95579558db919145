import { Alert, Button, SimpleGrid, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Signature } from '../../shared/packaging/manifest.ts';
import type { LoggedOutcome, PredictedFile } from '../../workers/lifecycle/predict.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { download } from '../shell/download.ts';
import { formatCount, formatDuration, formatPercent, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Stat, Stats } from '../shell/stats.tsx';
import { AnswersGrid } from './answers-grid.tsx';
import { BadRows } from './bad-rows.tsx';

interface BatchResultProps {
  readonly fileName: string;
  readonly result: PredictedFile;
  readonly signature: Signature;
}

/** What a file was answered: in sum, row by row, and which rows were not. */
export function BatchResult({ fileName, result, signature }: BatchResultProps) {
  const { outcomes, csv, rejectedCount } = result;
  const summary = summarize(outcomes);
  const unanswered = summary.failed + rejectedCount;
  const save = (): void => download(fileName.replace(/(\.\w+)?$/, '.predictions.csv'), csv, 'text/csv');
  return (
    <Stack gap="lg">
      <Stats>
        <Stat label="Rows answered" value={formatCount(summary.answered)} />
        <Stat label="Not answered" value={formatCount(unanswered)} />
        {summary.confidence !== null && (
          <Stat label="Mean confidence" value={formatPercent(summary.confidence)} />
        )}
        <Stat label="Computed in" value={formatDuration(summary.ms)} note="all rows" />
      </Stats>
      {summary.warned > 0 && (
        <Alert color="yellow">
          {formatPlural(summary.warned, 'row has', 'rows have')} a category that training never saw.
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, lg: summary.labels.length > 0 && unanswered > 0 ? 2 : 1 }} spacing="lg">
        {summary.labels.length > 0 && (
          <Panel title="Answers by label">
            <BarChart
              label="Answers by label"
              sideways
              whole
              categories={summary.labels.map(([label]) => label)}
              series={[{ name: 'Rows', values: summary.labels.map(([, count]) => count) }]}
              format={formatCount}
            />
          </Panel>
        )}
        {unanswered > 0 && <BadRows result={result} />}
      </SimpleGrid>
      <Panel
        title="Answers"
        note={formatPlural(outcomes.length, 'row')}
        actions={
          <Button size="xs" leftSection={<IconDownload size={15} aria-hidden />} onClick={save}>
            Download the answers
          </Button>
        }
      >
        <AnswersGrid result={result} signature={signature} />
      </Panel>
    </Stack>
  );
}

const MOST_LABELS = 20;

function summarize(outcomes: readonly LoggedOutcome[]) {
  const counts = new Map<string, number>();
  let [answered, warned, ms, sum, sure] = [0, 0, 0, 0, 0];
  for (const outcome of outcomes) {
    if (!('answer' in outcome)) continue;
    const { prediction, confidence, warnings } = outcome.answer;
    answered += 1;
    ms += outcome.latencyMs;
    if (warnings.length > 0) warned += 1;
    if (confidence !== null) [sum, sure] = [sum + confidence, sure + 1];
    if (typeof prediction === 'string') counts.set(prediction, (counts.get(prediction) ?? 0) + 1);
  }
  const labels = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_LABELS);
  return {
    answered,
    failed: outcomes.length - answered,
    warned,
    ms,
    confidence: sure === 0 ? null : sum / sure,
    labels,
  };
}
