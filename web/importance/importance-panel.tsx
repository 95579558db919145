import { Button, Group, NumberInput, Progress, Stack, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useState } from 'react';
import type { ExplainedModel } from '../../workers/lifecycle/explain.ts';
import { percentOf } from '../shell/activity.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { ImportanceTable } from './importance-table.tsx';
import { measure, measurements, type Measurement } from './measurements.ts';

/** Importance by permutation beside what the model counts by itself; measured when asked for. */
export function ImportancePanel({ model }: { model: ExplainedModel }) {
  const host = useHost();
  const [repeats, setRepeats] = useState(10);
  const known = useStore(measurements).get(model.digest);
  const running = known?.running ?? null;
  const start = (): void => void measure(host, model, repeats);
  return (
    <Panel
      title="Importance"
      note="what each figure loses when a column is dealt out anew among rows that the model has not seen"
      actions={
        running === null && (
          <Group gap="xs" align="center">
            <NumberInput
              size="xs"
              w={92}
              aria-label="Repeats"
              min={1}
              max={100}
              allowDecimal={false}
              suffix=" times"
              value={repeats}
              onChange={(value) => setRepeats(Math.max(1, Math.min(100, Number(value) || 1)))}
            />
            <Button
              size="xs"
              variant={known?.report == null ? 'filled' : 'default'}
              leftSection={<IconScale size={15} aria-hidden />}
              onClick={start}
            >
              {known?.report == null ? 'Measure' : 'Measure again'}
            </Button>
          </Group>
        )
      }
    >
      <Stack>
        {known?.error != null && <ErrorPanel error={known.error} />}
        {running !== null && <Running running={running} />}
        {known?.report != null && <ImportanceTable report={known.report} />}
        {known?.report == null && running === null && known?.error == null && (
          <Empty icon={IconScale} title="Not measured yet">
            Every column is shuffled some times over, and the model is judged anew each time. That takes as
            many predictions as there are columns and repeats.
          </Empty>
        )}
      </Stack>
    </Panel>
  );
}

function Running({ running }: { running: NonNullable<Measurement['running']> }) {
  const percent = percentOf(running.progress);
  return (
    <Group wrap="nowrap">
      <Progress flex={1} value={percent ?? 0} animated aria-label="Progress of the importance" />
      <Text fz="sm" className="numeric" c="dimmed" w={44} ta="right">
        {percent ?? 0} %
      </Text>
      <Button size="xs" variant="default" onClick={running.cancel}>
        Cancel
      </Button>
    </Group>
  );
}
