import { Anchor, Button, Stack } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AppError } from '../../shared/errors/app-error.ts';
import { productionVersion } from '../../shared/registry/queries.ts';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { Pill } from '../shell/pill.tsx';
import { ModelDescription } from './model-description.tsx';
import { ModelHistory } from './model-history.tsx';
import { ModelMenu } from './model-menu.tsx';
import { RollbackButton } from './rollback-button.tsx';
import { VersionDetails } from './version-details.tsx';
import { VersionsTable } from './versions-table.tsx';

const route = getRouteApi('/models/$model');

const trail = <Anchor renderRoot={(props) => <Link to="/models" {...props} />}>Models</Anchor>;

export function ModelPage() {
  const { model: name } = route.useParams();
  const state = useWorkspaceState();
  if (state === null) return <PagePending />;
  const model = state.registry.models.get(name);
  if (model === undefined) return <UnknownModel name={name} />;
  return <ModelView key={name} model={model} />;
}

function UnknownModel({ name }: { name: string }) {
  return (
    <Page title={name} trail={trail}>
      <ErrorPanel error={new AppError('model-unknown', { detail: `There is no model "${name}" here.` })} />
    </Page>
  );
}

function ModelView({ model }: { model: ModelEntry }) {
  const { version } = route.useSearch();
  const serving = productionVersion(model);
  const shown = model.versions.find((each) => each.version === version) ?? serving ?? model.versions.at(-1);
  return (
    <Page
      title={model.name}
      trail={trail}
      aside={
        model.archived === true ? (
          <Pill>In the archive</Pill>
        ) : serving === null ? (
          <Pill>Nothing in Production</Pill>
        ) : (
          <Pill tone="good">v{serving.version} in Production</Pill>
        )
      }
      description={<ModelDescription model={model} />}
      actions={
        <>
          <RollbackButton model={model} />
          {serving !== null && (
            <Button
              leftSection={<IconSparkles size={16} />}
              renderRoot={(props) => <Link to="/predict" search={{ model: model.name }} {...props} />}
            >
              Predict
            </Button>
          )}
          <ModelMenu model={model} />
        </>
      }
    >
      <Stack gap="lg">
        <VersionsTable model={model} shown={shown?.version ?? null} />
        {shown !== undefined && <VersionDetails key={shown.versionId} version={shown} />}
        <ModelHistory model={model} />
      </Stack>
    </Page>
  );
}
