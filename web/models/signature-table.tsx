import { Table, Text } from '@mantine/core';
import type { Signature } from '../../shared/packaging/manifest.ts';
import { formatNumber } from '../shell/format.ts';

export function SignatureTable({ signature: { inputs, output } }: { signature: Signature }) {
  return (
    <Table miw={560} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Input</Table.Th>
          <Table.Th>Type</Table.Th>
          <Table.Th>May be missing</Table.Th>
          <Table.Th>Seen in training</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {inputs.map((input) => (
          <Table.Tr key={input.name}>
            <Table.Td fw={500}>{input.name}</Table.Td>
            <Table.Td>{input.type}</Table.Td>
            <Table.Td>{input.nullable ? 'yes' : 'no'}</Table.Td>
            <Table.Td>
              <Text fz="xs" c="dimmed" lineClamp={2}>
                {seen(input)}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th>{output.name}</Table.Th>
          <Table.Td colSpan={3}>
            {output.task === 'classification'
              ? `one of ${output.labels.join(', ')}, with probabilities`
              : 'a number'}
          </Table.Td>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  );
}

function seen({ levels, range }: Signature['inputs'][number]): string {
  if (range !== null) return `${formatNumber(range.min)} – ${formatNumber(range.max)}`;
  return levels.slice(0, 12).join(', ') + (levels.length > 12 ? ' …' : '');
}
