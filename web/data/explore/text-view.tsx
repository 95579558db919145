import { SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAbc } from '@tabler/icons-react';
import type { TextView as TextLook } from '../../../shared/exploration/text.ts';
import type { Term } from '../../../shared/exploration/top-terms.ts';
import { BarChart } from '../../charts/bar-chart.tsx';
import { Empty } from '../../shell/empty.tsx';
import { formatCount, formatNumber, formatPercent, formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import { Stat, Stats } from '../../shell/stats.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ColumnSelect } from './column-select.tsx';
import classes from './explore.module.css';
import { LookedAt, sampleNote } from './looked-at.tsx';
import { useExploreSearch } from './use-explore-search.ts';
import { useLook } from './use-look.ts';

/** Length, language and terms of a text column. */
export function TextView(props: DatasetViewProps) {
  const [{ column: wished }, change] = useExploreSearch();
  const { schema, target } = props.dataset;
  const texts = schema.filter(
    ({ name, type }) => type === 'text' || (type === 'categorical' && name !== target),
  );
  const column =
    texts.find(({ name }) => name === wished) ?? texts.find(({ type }) => type === 'text') ?? texts[0];
  if (column === undefined)
    return (
      <Panel>
        <Empty icon={IconAbc} title="No text to read">
          None of the columns holds text.
        </Empty>
      </Panel>
    );
  return (
    <Stack gap="lg">
      <ColumnSelect
        label="Text column"
        columns={texts}
        value={column.name}
        onChange={(next) => change({ column: next ?? undefined })}
      />
      <Read {...props} column={column.name} />
    </Stack>
  );
}

function Read({ dataset: { target }, dataVersion, column }: DatasetViewProps & { column: string }) {
  const look = useLook('explore-text', dataVersion, { column, target });
  return (
    <LookedAt look={look} height={560}>
      {(view) => (
        <Stack gap="lg">
          <Figures view={view} />
          <Panel title="Length in characters" note="of all rows">
            <BarChart
              label={`Length of ${column} in characters`}
              categories={view.lengths.categories}
              series={view.lengths.series.map(({ name, values }) => ({
                name,
                values: values.map((value) => value ?? 0),
              }))}
              touching
              stacked
              whole
            />
          </Panel>
          <Panel
            title="Most frequent terms"
            note={sampleNote(view) ?? 'without the commonest words; number of texts'}
          >
            <Terms terms={view.frequent} figure={({ texts }) => formatCount(texts)} />
          </Panel>
          {view.classes.length > 0 && <ByClass view={view} target={target ?? ''} />}
        </Stack>
      )}
    </LookedAt>
  );
}

function Figures({ view: { words, languages, missing } }: { view: TextLook }) {
  const [first, ...others] = languages;
  return (
    <Stats>
      <Stat
        label="Language"
        value={first?.name ?? 'not clear'}
        note={first === undefined ? undefined : formatPercent(first.share, 0)}
      />
      {others.length > 0 && (
        <Stat
          label="Others"
          value={others
            .map(({ name }) => name)
            .slice(0, 2)
            .join(', ')}
        />
      )}
      {words !== null && <Stat label="Words, median" value={formatNumber(words.median)} />}
      {words !== null && <Stat label="Words, most" value={formatCount(words.max)} />}
      <Stat label="Without text" value={formatCount(missing)} />
    </Stats>
  );
}

function ByClass({ view: { classes: groups }, target }: { view: TextLook; target: string }) {
  return (
    <Panel
      title={`Terms that tell the groups of ${target} apart`}
      note="in standard deviations of their log-odds"
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {groups.map(({ label, texts, terms }) => (
          <div key={label}>
            <Text fw={600} fz="sm" mb={6}>
              {label}{' '}
              <Text span c="dimmed" fz="xs" fw={400}>
                {formatPlural(texts, 'text')}
              </Text>
            </Text>
            <Terms terms={terms} figure={({ z }) => z.toFixed(1)} />
          </div>
        ))}
      </SimpleGrid>
    </Panel>
  );
}

function Terms({ terms, figure }: { terms: readonly Term[]; figure: (term: Term) => string }) {
  if (terms.length === 0)
    return (
      <Text fz="sm" c="dimmed">
        None stands out.
      </Text>
    );
  return (
    <ul className={classes['terms']}>
      {terms.map((term) => (
        <li key={term.term} className={classes['term']}>
          {term.term}
          <small>{figure(term)}</small>
        </li>
      ))}
    </ul>
  );
}
