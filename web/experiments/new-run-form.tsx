import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { ValidationReport } from '../../shared/validation/report.ts';
import { useReport } from '../data/use-report.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatPlural } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { useSelected } from '../shell/store.ts';
import { BackendPanel, hasNetwork } from './backend-panel.tsx';
import { CalibrationPanel } from './calibration-panel.tsx';
import { ClassWeightsPanel, classesOf } from './class-weights-panel.tsx';
import { DerivedPanel } from './derived-panel.tsx';
import { canHold, MonotonePanel } from './monotone-panel.tsx';
import { EstimatorPicker } from './estimator-picker.tsx';
import { FeaturePanel } from './feature-panel.tsx';
import { PreparationPanel } from './preparation-panel.tsx';
import { RunSettings } from './run-settings.tsx';
import { TakeBestButton } from './sweep/take-best-button.tsx';
import { startTraining, training } from './training.ts';
import { useNewRun, type RunData } from './use-new-run.ts';

interface NewRunFormProps {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  readonly experiment: string;
}

/** What to learn, from what, and how; the recipes are made from this and checked before anything trains. */
export function NewRunForm(props: NewRunFormProps) {
  const { answer: report, error } = useReport(props);
  const data = useMemo(() => runData(props.dataset, report), [props.dataset, report]);
  // The form's first guess needs to know how many values the target has.
  if (report === undefined && error === null) return <Skeleton height={320} />;
  return <Form {...props} data={data} />;
}

function runData({ schema, target }: DatasetRecord, report: ValidationReport | undefined): RunData {
  const distinct = new Map(report?.columns.map((column) => [column.name, column.distinct]));
  return { schema, target, distinct };
}

function Form({ dataset, dataVersion, experiment, data }: NewRunFormProps & { readonly data: RunData }) {
  const host = useHost();
  const busy = useSelected(training, (current) => current?.running === true);
  const form = useNewRun(data, experiment);
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
          <DerivedPanel form={form} dataset={dataset} />
          <PreparationPanel form={form} />
          {form.task === 'classification' && classesOf(dataset, wish.target).length > 1 && (
            <ClassWeightsPanel form={form} dataset={dataset} />
          )}
          {form.task === 'classification' && <CalibrationPanel form={form} />}
          {canHold(wish.estimators) && <MonotonePanel form={form} dataset={dataset} />}
          {hasNetwork(wish.estimators) && <BackendPanel />}
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
            {models !== null && models.length > 1 && (
              <TakeBestButton
                dataset={dataset}
                dataVersion={dataVersion}
                recipes={models.map(({ recipe }) => recipe)}
                experiment={wish.experiment}
                disabled={busy}
              />
            )}
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
