import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatPlural } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { useStore } from '../shell/store.ts';
import { EstimatorPicker } from './estimator-picker.tsx';
import { FeaturePanel } from './feature-panel.tsx';
import { RunSettings } from './run-settings.tsx';
import { startTraining, training } from './training.ts';
import { useNewRun } from './use-new-run.ts';

interface NewRunFormProps {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  readonly experiment: string;
}

/** What to learn, from what, and how; the recipes are made from this and checked before anything trains. */
export function NewRunForm({ dataset, dataVersion, experiment }: NewRunFormProps) {
  const host = useHost();
  const busy = useStore(training)?.running === true;
  const form = useNewRun(dataset, experiment);
  const { wish, models, error } = form;
  const start = (): void => {
    if (models === null) return;
    void startTraining(host, {
      dataset: dataset.name,
      dataVersion,
      experiment: wish.experiment,
      name: wish.name,
      models,
    });
    window.scrollTo({ top: 0, behavior: 'smooth' });
  };
  return (
    <Stack gap="lg">
      <RunSettings form={form} dataset={dataset} />
      {wish.target !== null && (
        <>
          <EstimatorPicker form={form} />
          <FeaturePanel form={form} dataset={dataset} />
          {error !== null && <ErrorPanel error={error} />}
          <Group>
            <Button
              size="md"
              leftSection={<IconPlayerPlay size={17} />}
              disabled={models === null || models.length === 0 || busy}
              onClick={start}
            >
              Train {formatPlural(wish.estimators.length, 'model')}
            </Button>
            {busy && (
              <Text fz="sm" c="dimmed">
                Another training is under way.
              </Text>
            )}
          </Group>
        </>
      )}
    </Stack>
  );
}
