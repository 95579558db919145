import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { RunRecord } from '../../shared/records/run.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { metricKeys, shownMetrics } from './run-columns.ts';

const route = getRouteApi('/experiments');

/** Which metrics the table shows. */
export function ColumnsMenu({ runs }: { runs: readonly RunRecord[] }) {
  const { columns } = route.useSearch();
  const navigate = route.useNavigate();
  const shown = shownMetrics(runs, columns);
  const keys = metricKeys(runs);
  const toggle = (key: string): void => {
    const next = shown.includes(key) ? shown.filter((each) => each !== key) : [...shown, key];
    void navigate({ search: (old) => ({ ...old, columns: next.join(',') }), replace: true });
  };
  return (
    <Popover position="bottom-end" shadow="md">
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns3 size={15} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <ScrollArea.Autosize mah={320}>
          <Stack gap={8} p={4}>
            {keys.map((key) => (
              <Checkbox
                key={key}
                size="xs"
                label={metricLabel(key)}
                checked={shown.includes(key)}
                onChange={() => toggle(key)}
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
