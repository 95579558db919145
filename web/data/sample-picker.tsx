import { Group, Loader, SimpleGrid, Text, Title, UnstyledButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Sample } from '../../shared/samples/sample.ts';
import { samples } from '../../shared/samples/samples.ts';
import { loadSample } from '../../workers/lifecycle/load.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { useAction } from '../shell/use-action.ts';
import classes from './data.module.css';

/** Built-in tables, made on this device from a seed. */
export function SamplePicker() {
  const host = useHost();
  const navigate = useNavigate();
  const loading = useAction(async (sample: Sample) => {
    const { dataset, added } = await loadSample(host, sample.name);
    if (!added) notifyDone(`${dataset.name} has these rows already.`);
    await navigate({ to: '/data/$dataset', params: { dataset: dataset.name } });
  });
  return (
    <section aria-labelledby="samples-title">
      <Group mb="sm" gap="xs">
        <Title order={2} fz="md" id="samples-title">
          Built-in samples
        </Title>
        {loading.busy && <Loader size="xs" />}
      </Group>
      {loading.error !== null && <ErrorPanel error={loading.error} />}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm">
        {samples.map((sample) => (
          <UnstyledButton
            key={sample.name}
            className={classes['card']}
            disabled={loading.busy}
            onClick={() => loading.start(sample)}
          >
            <Text fw={600} fz="sm">
              {sample.title}
            </Text>
            <Text fz="xs" c="dimmed" flex={1}>
              {sample.description}
            </Text>
            <Text fz="xs" c="dimmed">
              {formatCount(sample.defaultRows)} rows
            </Text>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </section>
  );
}
