import { Tabs } from '@mantine/core';
import { IconBraces, IconFileSpreadsheet, IconForms } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { predictTabs, type PredictTab } from './predict-tabs.ts';
import { VersionPredict } from './version-predict.tsx';

const route = getRouteApi('/predict');

const ways: Record<PredictTab, { label: string; icon: typeof IconForms }> = {
  form: { label: 'Form', icon: IconForms },
  json: { label: 'JSON', icon: IconBraces },
  file: { label: 'CSV file', icon: IconFileSpreadsheet },
};

/** The ways to ask a version as tabs; which one stands in the link. */
export function WaysToAsk({ version }: { version: VersionEntry }) {
  const { tab = 'form' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Tabs
      value={tab}
      onChange={(next) =>
        void navigate({ search: (old) => ({ ...old, tab: next as PredictTab }), replace: true })
      }
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {predictTabs.map((each) => {
          const { label, icon: TabIcon } = ways[each];
          return (
            <Tabs.Tab key={each} value={each} leftSection={<TabIcon size={16} aria-hidden />}>
              {label}
            </Tabs.Tab>
          );
        })}
      </Tabs.List>
      <Tabs.Panel value={tab}>
        <VersionPredict version={version} way={tab} />
      </Tabs.Panel>
    </Tabs>
  );
}
