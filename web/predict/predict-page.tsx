import { Alert, Button, Stack } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { productionVersion } from '../../shared/registry/queries.ts';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { Empty } from '../shell/empty.tsx';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { Panel } from '../shell/panel.tsx';
import { SessionPanel } from './session-panel.tsx';
import { VersionPicker } from './version-picker.tsx';
import { WaysToAsk } from './ways-to-ask.tsx';

const route = getRouteApi('/predict');

export function PredictPage() {
  const state = useWorkspaceState();
  if (state === null) return <PagePending />;
  const models = [...state.registry.models.values()]
    .map(askable)
    .filter((model) => model.versions.length > 0);
  return (
    <Page
      title="Predict"
      description="Answered on this device by the very pipeline that training fitted, also offline."
    >
      {models.length === 0 ? <NoModel /> : <Chosen models={models} />}
      <SessionPanel />
    </Page>
  );
}

/** Without the files of other tools, which nothing here can run. */
const askable = (model: ModelEntry): ModelEntry => ({
  ...model,
  versions: model.versions.filter(({ file }) => file === undefined),
});

function NoModel() {
  const { model } = route.useSearch();
  return (
    <Panel>
      {model !== undefined && (
        <Alert color="yellow">There is no model &quot;{model}&quot; on this device.</Alert>
      )}
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

/** The model and version that the link names; the one in Production where it names none. */
function Chosen({ models }: { models: readonly ModelEntry[] }) {
  const search = route.useSearch();
  const model = models.find((each) => each.name === search.model) ?? defaultModel(models);
  const named = search.model === undefined || search.model === model.name;
  const asked = named ? model.versions.find((each) => each.version === search.version) : undefined;
  const version = asked ?? productionVersion(model) ?? model.versions.at(-1)!;
  const absent = !named
    ? `There is no model "${search.model}"`
    : search.version !== undefined && asked === undefined
      ? `"${model.name}" has no version ${search.version}`
      : null;
  return (
    <Stack gap="lg">
      {absent !== null && (
        <Alert color="yellow">
          {absent} on this device. This is {model.name} v{version.version}.
        </Alert>
      )}
      <VersionPicker models={models} model={model} version={version} />
      <WaysToAsk key={version.versionId} version={version} />
    </Stack>
  );
}

/** The first that serves, else the first. */
const defaultModel = (models: readonly ModelEntry[]): ModelEntry =>
  models.find((model) => productionVersion(model) !== null) ?? models[0]!;
