import { Group, Select, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { DependenceReport } from '../../shared/pipelines/explain-model.ts';
import type { Signature } from '../../shared/packaging/manifest.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { dependenceOf, type ExplainedModel } from '../../workers/lifecycle/explain.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { useAnswer } from '../shell/use-answer.ts';
import { DependencePlot } from './dependence-plot.tsx';

const WISH = { dataset: null, maxRows: 1000, seed: 42, points: 25, curves: 40 } as const;

/** How the model's answers follow one column, on average over rows it has not seen. */
export function DependencePanel({ model }: { model: ExplainedModel }) {
  const { answer: signature, error } = useAnswer(`signature:${model.digest}`, async (host) => {
    const bytes = await host.workspace.blobs.get(model.digest);
    return bytes === null ? null : decodePackage(bytes, { expectedDigest: model.digest }).manifest.signature;
  });
  return (
    <Panel
      title="Partial dependence"
      note="what the model says as one column takes one value after the other"
    >
      {error !== null && <ErrorPanel error={error} />}
      {signature === undefined && error === null && <Skeleton height={320} />}
      {signature === null && (
        <Text fz="sm" c="dimmed">
          The package is not on this device yet; it comes with the next sync.
        </Text>
      )}
      {signature != null && <Choices model={model} signature={signature} />}
    </Panel>
  );
}

function Choices({ model, signature }: { model: ExplainedModel; signature: Signature }) {
  const columns = signature.inputs.filter(({ type }) => type !== 'text').map(({ name }) => name);
  const { labels } = signature.output;
  const [column, setColumn] = useState<string | null>(null);
  const [label, setLabel] = useState(labels.at(-1) ?? null);
  const [single, setSingle] = useState(false);
  if (columns.length === 0)
    return (
      <Text fz="sm" c="dimmed">
        This model takes nothing but free text, which has no values to go through.
      </Text>
    );
  return (
    <Stack>
      <Group align="flex-end">
        <Select
          size="xs"
          label="Column"
          data={columns}
          value={column}
          placeholder="Choose a column"
          allowDeselect={false}
          searchable={columns.length > 12}
          onChange={setColumn}
        />
        {labels.length > 0 && (
          <Select
            size="xs"
            label="Probability of"
            data={labels}
            value={label}
            allowDeselect={false}
            onChange={setLabel}
          />
        )}
        <Switch
          size="xs"
          mb={7}
          label="Single rows"
          checked={single}
          onChange={(event) => setSingle(event.currentTarget.checked)}
        />
      </Group>
      {column !== null && (
        <Dependence key={column} model={model} column={column} label={label} single={single} />
      )}
    </Stack>
  );
}

interface DependenceProps {
  readonly model: ExplainedModel;
  readonly column: string;
  readonly label: string | null;
  readonly single: boolean;
}

function Dependence({ model, column, label, single }: DependenceProps) {
  const { answer: report, error } = useAnswer<DependenceReport>(
    `dependence:${model.digest}:${column}`,
    (host) => dependenceOf(host, model, { ...WISH, column }),
  );
  if (error !== null) return <ErrorPanel error={error} />;
  if (report === undefined) return <Skeleton height={320} />;
  const output = label === null ? 0 : Math.max(0, report.outputs.indexOf(label));
  return (
    <>
      <DependencePlot report={report} output={output} single={single} />
      <Text fz="xs" c="dimmed">
        On average over{' '}
        {report.nRows === report.nAll
          ? formatCount(report.nRows)
          : `${formatCount(report.nRows)} of ${formatCount(report.nAll)}`}{' '}
        held-out rows; below, how the column was spread in training. Where there were few rows the model
        guesses.
      </Text>
    </>
  );
}
