import { Button, Group, NumberInput, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { loadedPart } from '../../shared/records/dataset-batches.ts';
import { loadStatus, stagedSource } from '../../shared/records/dataset-history.ts';
import type { Contract, OnBroken } from '../../workers/lifecycle/guard-load.ts';
import { loadMore } from '../../workers/lifecycle/load.ts';
import { runActivity } from '../shell/activity.ts';
import { formatCount } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { Stat, Stats } from '../shell/stats.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { useAction } from '../shell/use-action.ts';
import { ClassHistory } from './class-history.tsx';
import { ContractResult } from './validation/contract-result.tsx';
import { LoadError } from './validation/load-error.tsx';

const DEFAULT_STEP = 3;

/** How much is loaded, the next step of a file that comes in stages, and the classes after each. */
export function StagesPanel({ dataset }: { dataset: DatasetRecord }) {
  const { current_percentage, total_rows, last_load_date } = loadStatus(dataset);
  return (
    <Panel title="Loaded so far">
      <Stack>
        <Stats>
          <Stat label="Share of the source" value={`${formatPercentage(current_percentage)} %`} />
          <Stat label="Rows" value={formatCount(total_rows)} />
          <Stat label="Last load" value={last_load_date === null ? '–' : <TimeAgo at={last_load_date} />} />
        </Stats>
        {stagedSource(dataset) >= 0 && <NextStep dataset={dataset} />}
        <ClassHistory dataset={dataset} />
      </Stack>
    </Panel>
  );
}

const formatPercentage = (percent: number): string =>
  percent.toLocaleString('en-US', { maximumFractionDigits: 2 });

function NextStep({ dataset }: { dataset: DatasetRecord }) {
  const host = useHost();
  const [points, setPoints] = useState<number | string>(DEFAULT_STEP);
  const [tried, setTried] = useState(0);
  const [contract, setContract] = useState<Contract | null>(null);
  const step = useAction(async (percent: number, onBroken: OnBroken = 'refuse') => {
    setTried(percent);
    setContract(null);
    const about = { kind: 'import', title: `Load ${percent} % more of ${dataset.name}` } as const;
    const loaded = await runActivity(about, () => loadMore(host, dataset.name, percent, onBroken));
    setContract(loaded.contract);
  });
  const source = stagedSource(dataset);
  const { nLoaded, upTo } = loadedPart(dataset, source);
  const { nRows, seed } = dataset.sources[source]!;
  const { name } = dataset.batches.find(({ part }) => part.source === source)!.source;
  const wished = Number(points);
  const valid = wished > 0 && wished <= 100;
  return (
    <Stack gap="xs">
      <Progress value={upTo} aria-label={`${name}: ${formatPercentage(upTo)} % loaded`} />
      <Text fz="sm" c="dimmed">
        {formatCount(nLoaded)} of {formatCount(nRows)} rows of {name} are in the dataset,{' '}
        {seed === null ? 'in the order of the file' : `in an order shuffled by seed ${seed}`}. The others wait
        on this device, so the file itself is not needed any more.
      </Text>
      <Group align="flex-end" gap="xs">
        <NumberInput
          label="Points to add"
          size="xs"
          w={110}
          min={0.01}
          max={100}
          value={points}
          onChange={setPoints}
          suffix=" %"
        />
        <Button
          size="xs"
          disabled={!valid || step.busy}
          loading={step.busy}
          onClick={() => step.start(wished)}
        >
          Load +{valid ? formatPercentage(wished) : '…'} %
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={step.busy}
          onClick={() => step.start(Math.min(100, Math.max(0.01, 100 - upTo)))}
        >
          Load the rest
        </Button>
      </Group>
      {step.error !== null && (
        <LoadError error={step.error} busy={step.busy} onQuarantine={() => step.start(tried, 'quarantine')} />
      )}
      {contract !== null && contract.rejected !== null && (
        <ContractResult contract={contract} dataset={dataset.name} />
      )}
    </Stack>
  );
}
