import { Button, Center, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount, formatDuration, formatPercent, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { shownPrediction } from './answer.tsx';
import type { Answered } from './use-ask.ts';

/** Rows added at a time. */
const PAGE = 50;

/** A list of answers in the order of the rows; a bad row says which fields, the others are answered. */
export function OutcomesPanel({ answered, error }: { answered: Answered; error: AppError | null }) {
  const [shown, setShown] = useState(PAGE);
  const { outcomes, roundTripMs } = answered;
  return (
    <Panel
      title="Answers"
      note={`${formatPlural(outcomes.length, 'row')} in ${formatDuration(roundTripMs)}`}
      flush={error === null}
    >
      {error !== null && <ErrorPanel error={error} />}
      <Table aria-live="polite">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={70}>Row</Table.Th>
            <Table.Th>Answer</Table.Th>
            <Table.Th ta="right">Confidence</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {outcomes.slice(0, shown).map((outcome, index) => (
            <Table.Tr key={outcome.requestId}>
              <Table.Td>{formatCount(index + 1)}</Table.Td>
              <OutcomeCells outcome={outcome} row={index} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {outcomes.length > shown && (
        <Center p="sm">
          <Button size="xs" variant="default" onClick={() => setShown(shown + PAGE)}>
            Show {formatPlural(Math.min(PAGE, outcomes.length - shown), 'more row', 'more rows')}
          </Button>
        </Center>
      )}
    </Panel>
  );
}

function OutcomeCells({ outcome, row }: { outcome: LoggedOutcome; row: number }) {
  if ('problem' in outcome) {
    const errors = outcome.problem.errors ?? [{ pointer: '', detail: outcome.problem.detail }];
    return (
      <Table.Td colSpan={2}>
        <Stack gap={2}>
          {errors.map(({ pointer, detail }) => (
            <Text key={pointer + detail} fz="sm" c="var(--mantine-color-error)">
              <Text span ff="monospace" fz="xs">
                /{row}
                {pointer.replace(/^\/features/, '')}
              </Text>{' '}
              {detail}
            </Text>
          ))}
        </Stack>
      </Table.Td>
    );
  }
  const { prediction, confidence, warnings } = outcome.answer;
  return (
    <>
      <Table.Td>
        {shownPrediction(prediction)}
        {warnings.map((warning) => (
          <Text key={warning.pointer} fz="xs" c="dimmed">
            {warning.detail}
          </Text>
        ))}
      </Table.Td>
      <Table.Td ta="right">{confidence === null ? '–' : formatPercent(confidence)}</Table.Td>
    </>
  );
}
