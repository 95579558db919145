import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconBox, IconDatabase, IconFlask, IconPlayerPlay, IconPlus, IconSearch } from '@tabler/icons-react';
import { useNavigate, type NavigateFn } from '@tanstack/react-router';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { RegistryState } from '../../shared/registry/state.ts';
import { useWorkspaceState } from './host-context.tsx';
import { dashboard, loop, settings, sharing } from './navigation.ts';
import { useLive } from './use-live.ts';

/** ⌘K: every page, every dataset, model and run, and what one does most. */
export function CommandPalette() {
  const navigate = useNavigate();
  const registry = useWorkspaceState()?.registry;
  const datasets = useLive((host) => host.workspace.datasets.list(), []) ?? [];
  return (
    <Spotlight
      shortcut={['mod + K', '/']}
      actions={[
        pages(navigate),
        commands(navigate),
        datasetActions(navigate, datasets),
        ...(registry === undefined ? [] : [modelActions(navigate, registry), runActions(navigate, registry)]),
      ]}
      nothingFound="Nothing found"
      highlightQuery
      limit={12}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'Go to a page, dataset, model or run …',
        'aria-label': 'Search pages, datasets, models and runs',
        classNames: { input: 'palette-search' },
      }}
    />
  );
}

function pages(navigate: NavigateFn): SpotlightActionGroupData {
  const actions = [dashboard, ...loop, sharing, settings].map(({ to, label, hint, icon: PageIcon }) => ({
    id: to,
    label,
    description: hint,
    leftSection: <PageIcon size={18} stroke={1.6} aria-hidden />,
    onClick: () => void navigate({ to }),
  }));
  return { group: 'Pages', actions };
}

function commands(navigate: NavigateFn): SpotlightActionGroupData {
  const actions = [
    {
      id: 'load',
      label: 'Load a file',
      leftSection: <IconPlus size={18} aria-hidden />,
      onClick: () => void navigate({ to: '/data/import' }),
    },
    {
      id: 'train',
      label: 'Train a model',
      leftSection: <IconFlask size={18} aria-hidden />,
      onClick: () => void navigate({ to: '/experiments/new' }),
    },
    {
      id: 'full-lifecycle',
      label: 'Run the full lifecycle',
      leftSection: <IconPlayerPlay size={18} aria-hidden />,
      onClick: () => void navigate({ to: '/', search: { run: true } }),
    },
  ];
  return { group: 'Commands', actions };
}

function datasetActions(navigate: NavigateFn, datasets: readonly DatasetRecord[]): SpotlightActionGroupData {
  const actions = datasets.map(({ name }) => ({
    id: `dataset:${name}`,
    label: name,
    description: 'Dataset',
    leftSection: <IconDatabase size={18} stroke={1.6} aria-hidden />,
    onClick: () => void navigate({ to: '/data/$dataset', params: { dataset: name } }),
  }));
  return { group: 'Datasets', actions };
}

function modelActions(navigate: NavigateFn, registry: RegistryState): SpotlightActionGroupData {
  const actions = [...registry.models.keys()].map((name) => ({
    id: `model:${name}`,
    label: name,
    description: 'Model',
    leftSection: <IconBox size={18} stroke={1.6} aria-hidden />,
    onClick: () => void navigate({ to: '/models/$model', params: { model: name } }),
  }));
  return { group: 'Models', actions };
}

const MOST_RUNS = 200;

function runActions(navigate: NavigateFn, registry: RegistryState): SpotlightActionGroupData {
  const runs = [...registry.runs.values()].slice(-MOST_RUNS).reverse();
  const actions = runs.map(({ run }) => ({
    id: `run:${run.runId}`,
    label: run.name,
    description: `Run in ${run.experiment} on ${run.dataset}`,
    leftSection: <IconFlask size={18} stroke={1.6} aria-hidden />,
    onClick: () => void navigate({ to: '/experiments/runs/$runId', params: { runId: run.runId } }),
  }));
  return { group: 'Runs', actions };
}
