import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { AppError } from '../../../shared/errors/app-error.ts';
import { usualMetric } from '../../../shared/pipelines/search/check-sweep.ts';
import { createSearch } from '../../../shared/pipelines/search/create-search.ts';
import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import type { SweepSpec } from '../../../shared/records/sweep.ts';
import { useReport } from '../../data/use-report.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatCount, formatPlural } from '../../shell/format.ts';
import { useHost } from '../../shell/host-context.tsx';
import { useSelected } from '../../shell/store.ts';
import { useAction } from '../../shell/use-action.ts';
import { FeaturePanel } from '../feature-panel.tsx';
import { PreparationPanel } from '../preparation-panel.tsx';
import { RunSettings } from '../run-settings.tsx';
import { useNewRun, type RunData } from '../use-new-run.ts';
import { SearchSettings } from './search-settings.tsx';
import { firstSearchWish, sweepOf, type SearchWish } from './search-wish.ts';
import { SpacePicker } from './space-picker.tsx';
import { startSweep, sweeping } from './sweeping.ts';

interface SweepFormProps {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
}

/** What to search, and how; the sweep is made from this and checked before anything trains. */
export function SweepForm(props: SweepFormProps) {
  const { answer: report, error } = useReport(props);
  const { schema, target } = props.dataset;
  const data = useMemo(
    (): RunData => ({
      schema,
      target,
      distinct: new Map(report?.columns.map((column) => [column.name, column.distinct])),
    }),
    [schema, target, report],
  );
  if (report === undefined && error === null) return <Skeleton height={320} />;
  return <Form {...props} data={data} />;
}

function Form({ dataset, dataVersion, data }: SweepFormProps & { readonly data: RunData }) {
  const host = useHost();
  const navigate = useNavigate();
  const busy = useSelected(sweeping, (current) => current?.running === true);
  const form = useNewRun(data, dataset.name);
  const [wish, setWish] = useState<SearchWish>(firstSearchWish);
  const edit = (change: Partial<SearchWish>): void => setWish((old) => ({ ...old, ...change }));
  const { nRows } = dataset.versions.find((each) => each.dataVersion === dataVersion) ?? { nRows: 0 };
  const { models, task } = form;
  const { spec, planned, error } = useMemo(() => sweepFrom(wish, models, nRows), [wish, models, nRows]);
  const starting = useAction(async () => {
    if (spec === null) return;
    const { experiment, name } = form.wish;
    const names = (models ?? []).map(({ title }) => title).join(', ');
    const request = {
      name: name === '' ? names : name,
      experiment,
      dataset: dataset.name,
      dataVersion,
      spec,
    };
    const sweepId = await startSweep(host, request);
    await navigate({ to: '/experiments/sweeps/$sweepId', params: { sweepId } });
  });
  return (
    <Stack gap="lg">
      <RunSettings form={form} dataset={dataset} folds={false} />
      {task !== null && (
        <>
          <SearchSettings
            wish={wish}
            task={task}
            estimators={(models ?? []).map(({ recipe }) => recipe.estimator.name)}
            edit={edit}
          />
          <SpacePicker form={form} wish={wish} edit={edit} />
          <FeaturePanel form={form} dataset={dataset} />
          <PreparationPanel form={form} />
          {(form.error ?? error ?? starting.error) !== null && (
            <ErrorPanel error={form.error ?? error ?? starting.error} />
          )}
          <Group>
            <Button
              size="md"
              leftSection={<IconPlayerPlay size={17} />}
              disabled={spec === null || busy}
              loading={starting.busy}
              onClick={starting.start}
            >
              Start {formatPlural(planned, 'trial')}
            </Button>
            <Text fz="sm" c="dimmed">
              {busy
                ? 'Another sweep is under way.'
                : spec !== null && `${formatCount(fitsOf(spec, planned))} trainings in all`}
            </Text>
          </Group>
        </>
      )}
    </Stack>
  );
}

/** Folds of every trial, within every outer fold where the search itself is judged, and the model in the end. */
const fitsOf = ({ folds, repeats, nested = 0 }: SweepSpec, planned: number): number =>
  planned * folds * repeats * (1 + nested) + nested + 1;

interface Made {
  readonly spec: SweepSpec | null;
  readonly planned: number;
  readonly error: AppError | null;
}

function sweepFrom(wish: SearchWish, models: ReturnType<typeof useNewRun>['models'], nRows: number): Made {
  if (models === null || models.length === 0) return { spec: null, planned: 0, error: null };
  try {
    const recipes = models.map(({ recipe }) => recipe);
    const spec = sweepOf(wish, recipes, wish.metric ?? usualMetric(recipes[0]!.task));
    const trainingRows = Math.floor(nRows * (1 - recipes[0]!.split.test));
    return { spec, planned: createSearch(spec, trainingRows).planned, error: null };
  } catch (thrown) {
    return { spec: null, planned: 0, error: AppError.from(thrown) };
  }
}
