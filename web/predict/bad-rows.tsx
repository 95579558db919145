import { Table, Text } from '@mantine/core';
import type { PredictedFile } from '../../workers/lifecycle/predict.ts';
import { formatCount, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';

const MOST_SHOWN = 20;

const reasons: Readonly<Record<string, string>> = {
  'too-few-cells': 'The row has too few cells.',
  'too-many-cells': 'The row has too many cells.',
  'unclosed-quote': 'A quote is never closed.',
  'not-json': 'The line is not JSON.',
  'not-a-row': 'It is of another kind than the other rows.',
};

/** Rows without an answer, and why: the others were served all the same. */
export function BadRows({ result: { outcomes, rejected, rejectedCount } }: { result: PredictedFile }) {
  const unread = rejected.map(({ line, reason }) => ({
    place: `Line ${formatCount(line)}`,
    why: reasons[reason] ?? reason,
  }));
  const refused = outcomes.flatMap((outcome, row) =>
    'problem' in outcome ? [{ place: `Row ${formatCount(row + 1)}`, why: outcome.problem.detail }] : [],
  );
  const all = [...unread, ...refused];
  const more = rejectedCount + refused.length - Math.min(all.length, MOST_SHOWN);
  return (
    <Panel title="Rows without an answer" note={formatCount(rejectedCount + refused.length)} flush>
      <Table verticalSpacing={5}>
        <Table.Tbody>
          {all.slice(0, MOST_SHOWN).map(({ place, why }) => (
            <Table.Tr key={place}>
              <Table.Td w={110}>{place}</Table.Td>
              <Table.Td>
                <Text fz="sm">{why}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more > 0 && (
        <Text fz="xs" c="dimmed" p="xs" ta="center">
          and {formatPlural(more, 'more')}; the downloaded file says why beside each row that could be read
        </Text>
      )}
    </Panel>
  );
}
