import { Checkbox, Collapse, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Estimator } from '../../../shared/estimators/estimator.ts';
import type { Param } from '../../../shared/estimators/params.ts';
import { estimators } from '../../../shared/estimators/registry.ts';
import { formatPlural } from '../../shell/format.ts';
import classes from '../experiments.module.css';
import { ParamsToggle } from '../params-toggle.tsx';
import type { NewRun } from '../use-new-run.ts';
import { problemWith, searchedText, suggestion, type SearchWish } from './search-wish.ts';

interface SpacePickerProps {
  readonly form: NewRun;
  readonly wish: SearchWish;
  readonly edit: (change: Partial<SearchWish>) => void;
}

/** Which models to search, and between which values of which params. */
export function SpacePicker({ form, wish, edit }: SpacePickerProps) {
  const { task } = form;
  const able = estimators.filter((estimator) => task !== null && estimator.tasks.includes(task));
  return (
    <section aria-labelledby="models-title">
      <Group mb="sm" gap="xs" align="baseline">
        <Title order={2} fz="md" id="models-title">
          Models and their search space
        </Title>
        <Text fz="xs" c="dimmed">
          {form.wish.estimators.length} of {able.length} chosen
        </Text>
      </Group>
      <Stack gap="xs">
        {able.map((estimator) => (
          <ModelCard key={estimator.name} estimator={estimator} form={form} wish={wish} edit={edit} />
        ))}
      </Stack>
    </section>
  );
}

function ModelCard({ estimator, form, wish, edit }: SpacePickerProps & { readonly estimator: Estimator }) {
  const [open, space] = useDisclosure(false);
  const { name, title, description, params } = estimator;
  const chosen = form.wish.estimators.includes(name);
  const searched = params.filter((param) => searchedText(wish, name, param) !== false);
  const toggle = (): void =>
    form.edit({
      estimators: chosen
        ? form.wish.estimators.filter((each) => each !== name)
        : [...form.wish.estimators, name],
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
            onClick={space.toggle}
            label={`Search space of ${title}`}
            text={`${formatPlural(searched.length, 'parameter')} searched`}
          />
        )}
      </div>
      <Collapse expanded={chosen && open}>
        <div className={classes['params']}>
          {params.map((param) => (
            <ParamSpace key={param.name} param={param} estimator={name} wish={wish} edit={edit} />
          ))}
        </div>
      </Collapse>
    </div>
  );
}

interface ParamSpaceProps extends Omit<SpacePickerProps, 'form'> {
  readonly param: Param;
  readonly estimator: string;
}

function ParamSpace({ param, estimator, wish, edit }: ParamSpaceProps) {
  const text = searchedText(wish, estimator, param);
  const set = (next: string | false): void =>
    edit({ searched: new Map(wish.searched).set(`${estimator}.${param.name}`, next) });
  const usual = suggestion(wish.method, estimator, param);
  return (
    <Stack gap={6}>
      <Checkbox
        size="sm"
        label={param.title}
        description={limitsOf(param)}
        checked={text !== false}
        onChange={(event) => set(event.currentTarget.checked ? usual : false)}
      />
      {text !== false && (
        <TextInput
          size="xs"
          aria-label={`Values of ${param.title}`}
          value={text}
          placeholder={usual}
          onChange={(event) => set(event.currentTarget.value)}
          error={problemWith(param, text)}
        />
      )}
    </Stack>
  );
}

function limitsOf(param: Param): string {
  if (param.type === 'choice') return param.choices.join(', ');
  if (param.type === 'boolean') return 'true, false';
  return `${param.min} to ${param.max}${param.nullable === true ? ', or none' : ''}`;
}
