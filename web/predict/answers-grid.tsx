import { SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Signature } from '../../shared/packaging/manifest.ts';
import type { ColumnType } from '../../shared/table/table.ts';
import { loadTable } from './answers-table.ts';
import type { LoggedOutcome, PredictedFile } from '../../workers/lifecycle/predict.ts';
import { DataGrid } from '../data/data-grid.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount } from '../shell/format.ts';
import { useAnswer } from '../shell/use-answer.ts';

type Shown = 'all' | 'unsure' | 'unanswered';

/** Rows and answers as they stand in the file for download. */
export function AnswersGrid({ result, signature }: { result: PredictedFile; signature: Signature }) {
  const [shown, setShown] = useState<Shown>('all');
  const first = result.outcomes[0]?.requestId ?? '';
  const { answer: table, error } = useAnswer(`answers:${first}`, (host) =>
    loadTable(host, result.csv, columnTypes(signature)),
  );
  const rows = useMemo(() => rowsShown(result.outcomes, shown), [result.outcomes, shown]);
  const unanswered = useMemo(() => rowsShown(result.outcomes, 'unanswered')?.length ?? 0, [result.outcomes]);
  if (error !== null) return <ErrorPanel error={error} />;
  if (table === undefined) return <Skeleton height={320} />;
  return (
    <Stack>
      <SegmentedControl
        aria-label="Rows to show"
        style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
        data={[
          { value: 'all', label: 'All' },
          ...(signature.output.task === 'classification'
            ? [{ value: 'unsure', label: 'Least certain' }]
            : []),
          ...(unanswered > 0
            ? [{ value: 'unanswered', label: `Not answered (${formatCount(unanswered)})` }]
            : []),
        ]}
        value={shown}
        onChange={(next) => setShown(next as Shown)}
      />
      <DataGrid
        key={shown}
        table={table}
        label="Rows with their answers"
        {...(rows === null ? {} : { rows })}
      />
    </Stack>
  );
}

/** null = all, in the order of the file. */
function rowsShown(outcomes: readonly LoggedOutcome[], shown: Shown): number[] | null {
  if (shown === 'all') return null;
  const numbers = outcomes.map((_, row) => row);
  if (shown === 'unanswered') return numbers.filter((row) => 'problem' in outcomes[row]!);
  return numbers
    .filter((row) => 'answer' in outcomes[row]!)
    .sort((a, b) => confidenceOf(outcomes[a]!) - confidenceOf(outcomes[b]!));
}

const confidenceOf = (outcome: LoggedOutcome): number =>
  'answer' in outcome ? (outcome.answer.confidence ?? 1) : 1;

function columnTypes({ inputs, output }: Signature): { name: string; type: ColumnType }[] {
  return [
    ...inputs.map(({ name, type }) => ({ name, type })),
    { name: 'prediction', type: output.task === 'classification' ? 'categorical' : 'numeric' },
    { name: 'confidence', type: 'numeric' },
    { name: 'error', type: 'text' },
  ];
}
