import { Anchor, Button, Group, Select, Stack, Tabs } from '@mantine/core';
import { IconBraces, IconFileSpreadsheet, IconForms, IconSparkles } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { productionVersion } from '../../shared/registry/queries.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import { Empty } from '../shell/empty.tsx';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { Panel } from '../shell/panel.tsx';
import { predictTabs, type PredictTab } from './routes.ts';
import { VersionPredict } from './version-predict.tsx';

const route = getRouteApi('/predict');

export function PredictPage() {
  const state = useWorkspaceState();
  if (state === null) return <PagePending />;
  const models = [...state.registry.models.values()].filter((model) => model.versions.length > 0);
  return (
    <Page
      title="Predict"
      description="Answered on this device by the very pipeline that training fitted, also offline."
    >
      {models.length === 0 ? <NoModel /> : <Chosen models={models} />}
    </Page>
  );
}

function NoModel() {
  return (
    <Panel>
      <Empty
        icon={IconSparkles}
        title="No model to ask"
        actions={
          <Button renderRoot={(props) => <Link to="/" search={{ run: true }} {...props} />}>
            Run the full lifecycle
          </Button>
        }
      >
        Train a model and register it, or let the built-in sample go once around the loop.
      </Empty>
    </Panel>
  );
}

function Chosen({ models }: { models: readonly ModelEntry[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const model = models.find((each) => each.name === search.model) ?? defaultModel(models);
  const version =
    model.versions.find((each) => each.version === search.version) ??
    productionVersion(model) ??
    model.versions.at(-1)!;
  return (
    <Stack gap="lg">
      <Group align="flex-end">
        <Select
          label="Model"
          data={models.map((each) => each.name)}
          value={model.name}
          onChange={(next) =>
            void navigate({ search: (old) => ({ ...old, model: next ?? undefined, version: undefined }) })
          }
          allowDeselect={false}
          w={220}
        />
        <Select
          label="Version"
          data={[...model.versions]
            .reverse()
            .map((each) => ({ value: String(each.version), label: versionLabel(each) }))}
          value={String(version.version)}
          onChange={(next) =>
            void navigate({ search: (old) => ({ ...old, model: model.name, version: Number(next) }) })
          }
          allowDeselect={false}
          w={220}
        />
        <Anchor
          fz="sm"
          pb={8}
          renderRoot={(props) => <Link to="/models/$model" params={{ model: model.name }} {...props} />}
        >
          About this model
        </Anchor>
      </Group>
      <Ways key={version.versionId} version={version} />
    </Stack>
  );
}

/** The first that serves, else the first. */
const defaultModel = (models: readonly ModelEntry[]): ModelEntry =>
  models.find((model) => productionVersion(model) !== null) ?? models[0]!;

const versionLabel = ({ version, stage }: VersionEntry): string =>
  `v${version}${stage === 'None' ? '' : ` · ${stage}`}`;

const ways: Record<PredictTab, { label: string; icon: typeof IconForms }> = {
  form: { label: 'Form', icon: IconForms },
  json: { label: 'JSON', icon: IconBraces },
  file: { label: 'CSV file', icon: IconFileSpreadsheet },
};

function Ways({ version }: { version: VersionEntry }) {
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
