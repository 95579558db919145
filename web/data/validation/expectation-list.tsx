import { Box, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import type { Suite } from '../../../shared/records/suite.ts';
import { columnOf } from '../../../shared/validation/expectations/kind.ts';
import { formatPlural } from '../../shell/format.ts';
import type { ExpectationListProps } from './expectation-list-props.ts';
import { ExpectationRow } from './expectation-row.tsx';
import classes from './validation.module.css';

/** Failing ones, the gravest on top; below all by column, closed until they are asked for. */
export function ExpectationList(props: ExpectationListProps) {
  const { suite, report } = props;
  const failing = (report?.results ?? [])
    .filter(({ status }) => status === 'failed')
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.index - b.index);
  if (suite.expectations.length === 0) return <Text fz="sm">The suite is empty: add an expectation.</Text>;
  return (
    <Stack gap="md">
      {failing.length > 0 && (
        <Rows {...props} label="Failing expectations" indices={failing.map(({ index }) => index)} />
      )}
      <div>
        {[...byColumn(suite)].map(([column, indices]) => (
          <ColumnGroup key={column ?? ''} {...props} column={column} indices={indices} />
        ))}
      </div>
    </Stack>
  );
}

const severities = ['error', 'warning', 'info'];

/** Places in the suite by column, in the order in which columns come; null = the whole table. */
function byColumn({ expectations }: Suite): Map<string | null, number[]> {
  const groups = new Map<string | null, number[]>();
  expectations.forEach((expectation, index) => {
    const column = columnOf(expectation);
    groups.set(column, [...(groups.get(column) ?? []), index]);
  });
  return groups;
}

interface GroupProps extends ExpectationListProps {
  readonly indices: readonly number[];
}

function ColumnGroup(props: GroupProps & { readonly column: string | null }) {
  const { column, indices, report } = props;
  const [open, group] = useDisclosure(false);
  const name = column ?? 'All rows';
  const failed = indices.filter((index) => report?.results[index]?.status === 'failed').length;
  return (
    <Box className={classes['group']}>
      <UnstyledButton w="100%" py={8} onClick={group.toggle} aria-expanded={open}>
        <Group gap="xs" wrap="nowrap">
          <IconChevronRight size={16} className={classes['chevron']} aria-hidden />
          <Text fz="sm" fw={550} truncate>
            {name}
          </Text>
          <Text fz="xs" c="dimmed" flex="none">
            {formatPlural(indices.length, 'expectation')}
            {failed > 0 && `, ${failed} failing`}
          </Text>
        </Group>
      </UnstyledButton>
      {open && <Rows {...props} label={`Expectations of ${name}`} />}
    </Box>
  );
}

function Rows({ label, indices, ...props }: GroupProps & { readonly label: string }) {
  return (
    <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={label}>
      {indices.map((index) => (
        <ExpectationRow key={index} {...props} index={index} result={props.report?.results[index] ?? null} />
      ))}
    </Stack>
  );
}
