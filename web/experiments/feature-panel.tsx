import { Checkbox, SimpleGrid } from '@mantine/core';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { TypeIcon } from '../data/column-types.tsx';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import type { NewRun } from './use-new-run.ts';

interface FeaturePanelProps {
  readonly form: NewRun;
  readonly dataset: DatasetRecord;
}

/** What the models may look at. */
export function FeaturePanel({ form, dataset }: FeaturePanelProps) {
  const { wish, edit, models } = form;
  const recipe = models?.[0]?.recipe;
  const features = new Set(
    recipe?.columns.filter((column) => column.role === 'feature').map((column) => column.name),
  );
  const set = (name: string, use: boolean): void =>
    edit({ roles: new Map(wish.roles).set(name, use ? 'feature' : 'ignore') });
  return (
    <Panel
      title="Features"
      {...(recipe === undefined ? {} : { note: formatPlural(features.size, 'column') })}
    >
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing={8}>
        {dataset.schema
          .filter((column) => column.name !== wish.target)
          .map((column) => (
            <Checkbox
              key={column.name}
              size="xs"
              checked={
                wish.roles.has(column.name)
                  ? wish.roles.get(column.name) === 'feature'
                  : features.has(column.name)
              }
              onChange={(event) => set(column.name, event.currentTarget.checked)}
              label={
                <span style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
                  <TypeIcon type={column.type} size={14} />
                  {column.name}
                </span>
              }
            />
          ))}
      </SimpleGrid>
    </Panel>
  );
}
