import { NumberInput, Select, SimpleGrid, Switch, Text } from '@mantine/core';
import { metricNames } from '../../../shared/evaluation/metric-list.ts';
import { estimatorByName } from '../../../shared/estimators/registry.ts';
import type { Task } from '../../../shared/estimators/estimator.ts';
import { usualMetric } from '../../../shared/pipelines/search/check-sweep.ts';
import { resourceParams } from '../../../shared/pipelines/search/resource.ts';
import { metricLabel } from '../../shell/metric-labels.ts';
import { Panel } from '../../shell/panel.tsx';
import type { Method, SearchWish } from './search-wish.ts';

const methods: { value: Method; label: string; help: string }[] = [
  {
    value: 'bayes',
    label: 'Bayesian',
    help: 'Each trial looks where the ones before did well. The usual choice.',
  },
  { value: 'random', label: 'Random', help: 'Candidates at random within the limits.' },
  {
    value: 'halving',
    label: 'Successive halving',
    help: 'Many candidates on little; the best third goes on with three times as much, again and again.',
  },
  { value: 'grid', label: 'Grid', help: 'Every combination of the values.' },
];

interface SearchSettingsProps {
  readonly wish: SearchWish;
  readonly task: Task;
  /** Names of the estimators that take part. */
  readonly estimators: readonly string[];
  readonly edit: (change: Partial<SearchWish>) => void;
}

/** How to search, how to judge, and when to stop. */
export function SearchSettings({ wish, task, estimators, edit }: SearchSettingsProps) {
  const whole =
    (name: 'trials' | 'folds' | 'repeats') =>
    (next: number | string): void => {
      if (typeof next === 'number' && Number.isFinite(next)) edit({ [name]: Math.round(next) });
    };
  return (
    <Panel title="How to search">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
        <Select
          label="Search"
          description={methods.find(({ value }) => value === wish.method)?.help}
          data={methods}
          value={wish.method}
          onChange={(next) => edit({ method: next ?? 'bayes', searched: new Map() })}
          allowDeselect={false}
        />
        <NumberInput
          label={wish.method === 'halving' ? 'Candidates to begin with' : 'Trials'}
          description={wish.method === 'grid' ? 'As many as there are combinations' : 'At most'}
          value={wish.method === 'grid' ? '' : wish.trials}
          onChange={whole('trials')}
          min={1}
          max={10_000}
          disabled={wish.method === 'grid'}
        />
        {wish.method === 'halving' && <Growth wish={wish} estimators={estimators} edit={edit} />}
        <Select
          label="Decided by"
          description="The mean over the folds"
          data={metricNames(task).map((name) => ({ value: name, label: metricLabel(name) }))}
          value={wish.metric ?? usualMetric(task)}
          onChange={(metric) => edit({ metric })}
          allowDeselect={false}
        />
        <NumberInput
          label="Folds"
          description="Parts that the training rows are dealt to"
          value={wish.folds}
          onChange={whole('folds')}
          min={2}
          max={100}
        />
        <NumberInput
          label="Repeats"
          description="Deals anew so many times"
          value={wish.repeats}
          onChange={whole('repeats')}
          min={1}
          max={100}
        />
        <NumberInput
          label="Time budget"
          description="Left empty: until it is done"
          value={wish.minutes ?? ''}
          onChange={(next) => edit({ minutes: typeof next === 'number' && next > 0 ? next : null })}
          min={0.1}
          suffix=" min"
        />
      </SimpleGrid>
      <Switch
        mt="md"
        label="Judge the search itself too (nested)"
        description={`Repeats the whole search ${wish.folds} times, each without a part of the rows: an honest figure of what searching gains.`}
        checked={wish.nested}
        onChange={(event) => edit({ nested: event.currentTarget.checked })}
      />
      <Text fz="xs" c="dimmed" mt="md">
        The rows held out for the test take no part in the search. The best candidate is trained on the whole
        training part and then judged on them, once.
      </Text>
    </Panel>
  );
}

const ROWS = 'rows';

/** What grows from round to round of a halving, and to how much. */
function Growth({ wish, estimators, edit }: Omit<SearchSettingsProps, 'task'>) {
  const params = resourceParams(estimators);
  const titles = new Map(
    estimators.flatMap((name) => estimatorByName(name).params).map((each) => [each.name, each.title]),
  );
  return (
    <>
      <Select
        label="What grows"
        description="From round to round"
        data={[
          { value: ROWS, label: 'Rows' },
          ...params.map((param) => ({ value: param, label: titles.get(param) ?? param })),
        ]}
        value={wish.resource ?? ROWS}
        onChange={(next) => edit({ resource: next === ROWS ? null : next, most: null })}
        allowDeselect={false}
      />
      {wish.resource !== null && (
        <NumberInput
          label="Up to"
          description="Left empty: as the parameters say"
          value={wish.most ?? ''}
          onChange={(next) => edit({ most: typeof next === 'number' ? Math.round(next) : null })}
          min={1}
        />
      )}
    </>
  );
}
