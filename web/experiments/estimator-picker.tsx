import { Checkbox, Collapse, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Estimator } from '../../shared/estimators/estimator.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import { formatPlural } from '../shell/format.ts';
import classes from './experiments.module.css';
import { ParamField } from './param-field.tsx';
import { ParamsToggle } from './params-toggle.tsx';
import type { NewRun } from './use-new-run.ts';

/** One or several estimators, each with the form that its parameter table makes. */
export function EstimatorPicker({ form }: { form: NewRun }) {
  const { task, wish } = form;
  const able = estimators.filter((estimator) => task !== null && estimator.tasks.includes(task));
  return (
    <section aria-labelledby="estimators-title">
      <Group mb="sm" gap="xs" align="baseline">
        <Title order={2} fz="md" id="estimators-title">
          Models
        </Title>
        <Text fz="xs" c="dimmed">
          {wish.estimators.length} of {able.length} chosen
        </Text>
      </Group>
      <Stack gap="xs">
        {able.map((estimator) => (
          <EstimatorCard key={estimator.name} estimator={estimator} form={form} />
        ))}
      </Stack>
    </section>
  );
}

function EstimatorCard({ estimator, form }: { estimator: Estimator; form: NewRun }) {
  const [open, params] = useDisclosure(false);
  const { wish, edit, setParam } = form;
  const { name, title, description } = estimator;
  const chosen = wish.estimators.includes(name);
  const changed = wish.params.get(name) ?? {};
  const toggle = (): void =>
    edit({
      estimators: chosen ? wish.estimators.filter((each) => each !== name) : [...wish.estimators, name],
    });
  return (
    <div className={classes['estimator']} data-chosen={chosen || undefined}>
      <div className={classes['estimatorHead']}>
        <Checkbox
          checked={chosen}
          onChange={toggle}
          label={
            <Text fw={600} fz="sm">
              {title}
            </Text>
          }
          description={description}
          flex={1}
        />
        {chosen && (
          <ParamsToggle
            opened={open}
            onClick={params.toggle}
            label={`Parameters of ${title}`}
            text={summary(Object.keys(changed).length, estimator.params.length)}
          />
        )}
      </div>
      <Collapse expanded={chosen && open}>
        <div className={classes['params']}>
          {estimator.params.map((param) => (
            <ParamField
              key={param.name}
              param={param}
              value={changed[param.name]}
              onChange={(value) => setParam(name, param.name, value)}
            />
          ))}
        </div>
      </Collapse>
    </div>
  );
}

const summary = (changed: number, all: number): string =>
  changed === 0
    ? `${formatPlural(all, 'parameter')}, defaults`
    : `${changed} of ${formatPlural(all, 'parameter')} changed`;
