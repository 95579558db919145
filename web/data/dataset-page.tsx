import { Anchor, Skeleton, Tabs } from '@mantine/core';
import { IconChartHistogram, IconCode, IconHistory, IconListCheck, IconTable } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AppError } from '../../shared/errors/app-error.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatPlural } from '../shell/format.ts';
import { Page } from '../shell/page.tsx';
import { useLive } from '../shell/use-live.ts';
import { ColumnsTab } from './columns-tab.tsx';
import { DatasetActions } from './dataset-actions.tsx';
import { datasetTabs, type DatasetTab } from './dataset-tabs.ts';
import { ExploreTab } from './explore/explore-tab.tsx';
import { RowsTab } from './rows-tab.tsx';
import { TargetSelect } from './target-select.tsx';
import { useTabInSight } from './use-tab-in-sight.ts';
import { ValidationTab } from './validation-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

const route = getRouteApi('/data/$dataset');

const trail = <Anchor renderRoot={(props) => <Link to="/data" {...props} />}>Data</Anchor>;

export function DatasetPage() {
  const { dataset: name } = route.useParams();
  const dataset = useLive((host) => host.workspace.datasets.get(name), [name]);
  if (dataset === undefined)
    return (
      <Page title={name} trail={trail}>
        <Skeleton height={320} />
      </Page>
    );
  if (dataset === null) return <UnknownDataset name={name} />;
  return <DatasetView key={name} dataset={dataset} />;
}

function UnknownDataset({ name }: { name: string }) {
  const detail = `There is no dataset "${name}" on this device; rows never travel.`;
  return (
    <Page title={name} trail={trail}>
      <ErrorPanel error={new AppError('dataset-unknown', { detail })} />
    </Page>
  );
}

const tabs: Record<DatasetTab, { label: string; icon: typeof IconTable; view: typeof RowsTab }> = {
  rows: { label: 'Rows', icon: IconTable, view: RowsTab },
  columns: { label: 'Columns', icon: IconCode, view: ColumnsTab },
  explore: { label: 'Explore', icon: IconChartHistogram, view: ExploreTab },
  validation: { label: 'Validation', icon: IconListCheck, view: ValidationTab },
  versions: { label: 'Versions', icon: IconHistory, view: VersionsTab },
};

function DatasetView({ dataset }: { dataset: DatasetRecord }) {
  const { tab = 'rows', version } = route.useSearch();
  const navigate = route.useNavigate();
  const tabList = useTabInSight(tab);
  const shown = dataset.versions.findLast((each) => each.dataVersion === version) ?? dataset.versions.at(-1);
  if (shown === undefined) return <UnknownDataset name={dataset.name} />;
  const older = shown !== dataset.versions.at(-1);
  const { view: View } = tabs[tab];
  return (
    <Page
      title={dataset.name}
      trail={trail}
      description={`${formatPlural(shown.nRows, 'row')} · ${formatPlural(dataset.schema.length, 'column')}${older ? ' · an older version' : ''}`}
      actions={<DatasetActions dataset={dataset} dataVersion={shown.dataVersion} />}
    >
      <TargetSelect dataset={dataset} />
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ search: (old) => ({ ...old, tab: next as DatasetTab }) })}
        keepMounted={false}
      >
        <Tabs.List ref={tabList} mb="md">
          {datasetTabs.map((each) => {
            const { label, icon: TabIcon } = tabs[each];
            return (
              <Tabs.Tab key={each} value={each} leftSection={<TabIcon size={16} aria-hidden />}>
                {label}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <View dataset={dataset} dataVersion={shown.dataVersion} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
