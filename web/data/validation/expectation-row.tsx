import { ActionIcon, Box, Button, Group, Stack, Switch, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { kindOf } from '../../../shared/validation/expectations/kinds.ts';
import type { ExpectationResult, ResultStatus } from '../../../shared/validation/suite-report.ts';
import { formatPlural } from '../../shell/format.ts';
import { Pill, type Tone } from '../../shell/pill.tsx';
import type { ExpectationListProps } from './expectation-list-props.ts';
import { FailingRows } from './failing-rows.tsx';
import { severityLabels } from './severity-labels.ts';
import classes from './validation.module.css';

interface ExpectationRowProps extends ExpectationListProps {
  readonly index: number;
  readonly result: ExpectationResult | null;
}

const statuses: Record<ResultStatus, { tone: Tone; label: string }> = {
  met: { tone: 'good', label: 'Met' },
  failed: { tone: 'bad', label: 'Fails' },
  undecided: { tone: 'neutral', label: 'Too few rows' },
  off: { tone: 'neutral', label: 'Off' },
};

/** One expectation: whether it is met, what is so, its rows, and its switches. */
export function ExpectationRow(props: ExpectationRowProps) {
  const { suite, index, result, dataVersion, dataset } = props;
  const [open, rows] = useDisclosure(false);
  const expectation = suite.expectations[index]!;
  const promise = kindOf(expectation.check).promise(expectation);
  const failing = result?.status === 'failed' && result.rows.length > 0;
  return (
    <Box component="li" className={classes['expectation']} data-off={!expectation.enabled || undefined}>
      <Group justify="space-between" align="flex-start" gap="xs 16px">
        <Group gap="sm" align="flex-start" wrap="nowrap" flex="1 1 300px" miw={0}>
          <Box w={{ base: 70, sm: 92 }} flex="none">
            {result !== null && <StatusPill result={result} />}
          </Box>
          <Stack gap={2} miw={0}>
            <Text fz="sm" className={classes['promise']}>
              {promise}
            </Text>
            {result?.status === 'failed' || result?.status === 'undecided' ? (
              <Text fz="xs" c="dimmed" className={classes['promise']}>
                {result.observed}
              </Text>
            ) : null}
          </Stack>
        </Group>
        <Group gap="xs" wrap="nowrap">
          {failing && (
            <Button size="compact-xs" variant="default" onClick={rows.toggle} aria-expanded={open}>
              {open ? 'Hide rows' : `Show ${formatPlural(result.rows.length, 'row')}`}
            </Button>
          )}
          <Text fz="xs" c="dimmed">
            {severityLabels[expectation.severity]}
          </Text>
          <RowControls {...props} promise={promise} />
        </Group>
      </Group>
      {open && failing && (
        <Box mt="xs">
          <FailingRows
            dataVersion={dataVersion}
            target={dataset.target}
            column={result.column}
            rows={result.rows}
            count={result.count}
            label={`Rows that fail: ${promise}`}
          />
        </Box>
      )}
    </Box>
  );
}

/** A failing warning is no problem yet, and looks it. */
function StatusPill({ result: { status, severity } }: { result: ExpectationResult }) {
  const { tone, label } = statuses[status];
  return <Pill tone={status === 'failed' && severity !== 'error' ? 'warn' : tone}>{label}</Pill>;
}

function RowControls({
  suite,
  index,
  promise,
  onEdit,
  onReplace,
}: ExpectationRowProps & { readonly promise: string }) {
  const expectation = suite.expectations[index]!;
  return (
    <>
      <Tooltip label={expectation.enabled ? 'Checked' : 'Not checked'}>
        <Switch
          size="xs"
          checked={expectation.enabled}
          aria-label={`Check: ${promise}`}
          onChange={(event) => onReplace(index, { ...expectation, enabled: event.currentTarget.checked })}
        />
      </Tooltip>
      <ActionIcon variant="subtle" color="gray" aria-label={`Edit: ${promise}`} onClick={() => onEdit(index)}>
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove: ${promise}`}
        onClick={() => onReplace(index, null)}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </>
  );
}
