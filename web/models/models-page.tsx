import { Anchor, Button, Group, Skeleton, Switch, Table, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBox, IconFilePlus, IconSearch } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { productionVersion } from '../../shared/registry/queries.ts';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { rankingMetric } from '../../workers/lifecycle/leaderboard.ts';
import { openedFile } from '../sharing/opened-file.ts';
import { Empty } from '../shell/empty.tsx';
import { formatCount, formatMetric, formatPlural } from '../shell/format.ts';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { metricLabel } from '../shell/metric-labels.ts';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';

import { RegisterFileModal } from './register-file-modal.tsx';

const route = getRouteApi('/models');

export function ModelsPage() {
  const state = useWorkspaceState();
  const models = state === null ? undefined : [...state.registry.models.values()];
  const [registering, register] = useDisclosure(false);
  return (
    <Page
      title="Models"
      actions={
        <>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/open" {...props} />}
            // Another one than the last that was looked at.
            onClick={() => openedFile.set(null)}
          >
            Open a shared model
          </Button>
          <Button leftSection={<IconFilePlus size={16} aria-hidden />} onClick={register.open}>
            Register a file
          </Button>
        </>
      }
      description="Registered models with their versions; one version of each serves in Production."
    >
      {models === undefined ? (
        <Skeleton height={240} />
      ) : models.length === 0 ? (
        <NoModels />
      ) : (
        <ModelList models={models} />
      )}
      {registering && <RegisterFileModal model="" onClose={register.close} />}
    </Page>
  );
}

function NoModels() {
  return (
    <Panel>
      <Empty
        icon={IconBox}
        title="No model yet"
        actions={<Button renderRoot={(props) => <Link to="/experiments" {...props} />}>See the runs</Button>}
      >
        Open a finished run and register it: the model gets versions, stages and aliases, and can be asked on
        the Predict page.
      </Empty>
    </Panel>
  );
}

function ModelList({ models }: { models: readonly ModelEntry[] }) {
  const { q = '', archived = false } = route.useSearch();
  const navigate = route.useNavigate();
  const search = (text: string): void =>
    void navigate({ search: (old) => ({ ...old, q: text === '' ? undefined : text }), replace: true });
  const inArchive = models.filter((model) => model.archived === true).length;
  const found = models.filter(
    (model) => (archived || model.archived !== true) && model.name.toLowerCase().includes(q.toLowerCase()),
  );
  return (
    <Panel
      title="Registered models"
      note={formatPlural(models.length, 'model')}
      flush
      actions={
        <Group gap="sm">
          {inArchive > 0 && (
            <Switch
              size="xs"
              label={`Archive (${inArchive})`}
              checked={archived}
              onChange={() =>
                void navigate({ search: (old) => ({ ...old, archived: archived ? undefined : true }) })
              }
            />
          )}
          <TextInput
            size="xs"
            type="search"
            aria-label="Find a model"
            placeholder="Find"
            leftSection={<IconSearch size={14} aria-hidden />}
            value={q}
            onChange={(event) => search(event.currentTarget.value)}
          />
        </Group>
      }
    >
      <Table highlightOnHover miw={720}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Model</Table.Th>
            <Table.Th>In Production</Table.Th>
            <Table.Th>Estimator</Table.Th>
            <Table.Th ta="right">On its test part</Table.Th>
            <Table.Th ta="right">Versions</Table.Th>
            <Table.Th ta="right">Newest</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.map((model) => (
            <ModelRow key={model.modelUuid} model={model} />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function ModelRow({ model }: { model: ModelEntry }) {
  const serving = productionVersion(model);
  const newest = model.versions.at(-1);
  const shown = serving ?? newest;
  const key = shown === undefined ? null : rankingMetric(shown.task);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Anchor
          fw={550}
          renderRoot={(props) => <Link to="/models/$model" params={{ model: model.name }} {...props} />}
        >
          {model.name}
        </Anchor>
        {model.description !== '' && (
          <Text fz="xs" c="dimmed" fw={400} lineClamp={1}>
            {model.description}
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        {serving === null ? (
          <Text span fz="sm" c="dimmed">
            none
          </Text>
        ) : (
          <Pill tone="good">v{serving.version}</Pill>
        )}
      </Table.Td>
      <Table.Td>{shown?.estimator}</Table.Td>
      <Table.Td ta="right">
        {key !== null &&
          `${metricLabel(key)} ${formatMetric(shown?.metrics.find((each) => each.key === key)?.value)}`}
      </Table.Td>
      <Table.Td ta="right">{formatCount(model.versions.length)}</Table.Td>
      <Table.Td ta="right">{newest !== undefined && <TimeAgo at={newest.at} />}</Table.Td>
    </Table.Tr>
  );
}
