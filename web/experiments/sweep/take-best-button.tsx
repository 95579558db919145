import { Button } from '@mantine/core';
import { IconTrophy } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { USUAL_FOLDS } from '../../../shared/pipelines/fold-rows.ts';
import { defaultRecipe, guessTask, usualEstimators } from '../../../shared/pipelines/default-recipe.ts';
import { usualMetric } from '../../../shared/pipelines/search/check-sweep.ts';
import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import type { Recipe } from '../../../shared/records/recipe.ts';
import { useHost, type PageHost } from '../../shell/host-context.tsx';
import { notifyError } from '../../shell/notify.tsx';
import { preferences } from '../../shell/preferences.ts';
import { useSelected } from '../../shell/store.ts';
import { startSweep, sweeping } from './sweeping.ts';

interface TakeBestProps {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  /** Recipes to compare; the usual three for the dataset's target when left out. */
  readonly recipes?: readonly Recipe[];
  readonly experiment?: string;
  readonly disabled?: boolean;
}

/** One click: cross-validates the models on the same folds, and trains the best of them. */
export function TakeBestButton(props: TakeBestProps) {
  const { dataset, recipes, disabled = false } = props;
  const host = useHost();
  const navigate = useNavigate();
  const busy = useSelected(sweeping, (current) => current?.running === true);
  const start = async (): Promise<void> => {
    const sweepId = await takeBest(host, props);
    await navigate({ to: '/experiments/sweeps/$sweepId', params: { sweepId } });
  };
  const none = recipes === undefined ? dataset.target === null : recipes.length < 2;
  return (
    <Button
      variant="default"
      leftSection={<IconTrophy size={16} />}
      disabled={disabled || busy || none}
      title={none && recipes === undefined ? 'Choose a target first' : undefined}
      onClick={() => void start().catch(notifyError)}
    >
      Train {words[recipes?.length ?? 3] ?? recipes?.length}, take the best
    </Button>
  );
}

const words: Record<number, string> = { 2: 'two', 3: 'three', 4: 'four', 5: 'five' };

async function takeBest(
  host: PageHost,
  { dataset, dataVersion, recipes, experiment }: TakeBestProps,
): Promise<string> {
  const compared = recipes ?? (await usualRecipes(host, dataset, dataVersion));
  const [first] = compared;
  return startSweep(host, {
    name: compared.map(({ estimator }) => estimator.name).join(', '),
    experiment: experiment ?? dataset.name,
    dataset: dataset.name,
    dataVersion,
    spec: {
      models: compared.map((recipe) => ({ recipe, space: [] })),
      search: { method: 'grid' },
      folds: USUAL_FOLDS,
      repeats: 1,
      metric: usualMetric(first!.task),
      seed: first!.seed,
    },
  });
}

/** What people usually compare first depends on whether the target is a class or a quantity. */
async function usualRecipes(
  host: PageHost,
  { schema, target }: DatasetRecord,
  dataVersion: string,
): Promise<Recipe[]> {
  const table = await host.tableRef(dataVersion);
  const { columns } = await host.tasks.run('validate', { table, target });
  const column = schema.find(({ name }) => name === target)!;
  const distinct = columns.find(({ name }) => name === target)?.distinct ?? Infinity;
  const task = guessTask(column, distinct);
  const { seed } = preferences.get();
  return usualEstimators(schema, column.name, task).map((estimator) =>
    defaultRecipe({ schema, target: column.name, estimator, seed, distinct }),
  );
}
