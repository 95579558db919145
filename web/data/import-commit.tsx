import { Button, Group, Progress, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ImportPlan } from '../../shared/table/import-plan.ts';
import { datasetNameOf, type Stage } from '../../workers/lifecycle/load.ts';
import { activities, percentOf } from '../shell/activity.ts';
import { formatBytes, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { useLive } from '../shell/use-live.ts';
import type { ImportSource } from './import-source.ts';
import { StageFields } from './stage-fields.tsx';

interface ImportCommitProps {
  readonly source: ImportSource;
  readonly appendTo: string | null;
  readonly plan: ImportPlan;
  readonly busy: 'planning' | 'loading' | null;
  readonly onLoad: (dataset: string, target: string | null, stage: Stage) => void;
}

/** Name, target and the button that loads. */
export function ImportCommit({ source, appendTo, plan, busy, onLoad }: ImportCommitProps) {
  const [name, setName] = useState(appendTo ?? datasetNameOf(source.fileName));
  const existing = useLive((host) => host.workspace.datasets.get(name.trim()), [name]);
  const [stage, setStage] = useState<Stage>({ percent: 100, seed: null });
  const included = plan.columns.filter((column) => column.include).map((column) => column.name);
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const proposed = chosen === undefined ? (existing?.target ?? plan.suggestedTarget) : chosen;
  const target = proposed !== null && included.includes(proposed) ? proposed : null;
  return (
    <Panel title="Load" note={describe(source, plan, included.length)}>
      <Stack>
        <Group align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
          <TextInput
            label="Dataset"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            description={existing ? `Appended as batch ${existing.batches.length + 1}` : 'A new dataset'}
            inputWrapperOrder={['label', 'input', 'description']}
            miw={220}
          />
          <Select
            label="Target"
            description="What is to be predicted; it can be changed later"
            inputWrapperOrder={['label', 'input', 'description']}
            data={included}
            value={target}
            onChange={setChosen}
            searchable
            limit={100}
            clearable
            placeholder="None yet"
            miw={220}
          />
          <Button
            mt={22}
            loading={busy === 'loading'}
            disabled={busy !== null || name.trim() === '' || included.length === 0}
            onClick={() => onLoad(name.trim(), target, stage)}
          >
            Load {formatPlural(included.length, 'column')}
          </Button>
        </Group>
        <StageFields stage={stage} onChange={setStage} />
        {busy === 'loading' && <LoadProgress />}
      </Stack>
    </Panel>
  );
}

function describe(source: ImportSource, plan: ImportPlan, nColumns: number): string {
  const seen = plan.complete
    ? formatPlural(plan.sampledRows, 'row')
    : `first ${formatPlural(plan.sampledRows, 'row')} looked at`;
  const by = source.schema === undefined ? '' : ' · read by its schema file';
  return `${formatBytes(source.file.size)} · ${seen} · ${formatPlural(nColumns, 'column')}${by}`;
}

function LoadProgress() {
  const activity = useStore(activities).findLast((each) => each.kind === 'import');
  if (activity === undefined) return null;
  const percent = percentOf(activity.progress);
  return (
    <Group wrap="nowrap">
      <Progress flex={1} value={percent ?? 100} animated={percent === null} aria-label="Reading the file" />
      <Text fz="sm" c="dimmed" className="numeric">
        {percent === null ? '' : `${percent} %`}
      </Text>
      <Button size="xs" variant="default" onClick={() => activity.cancel()}>
        Cancel
      </Button>
    </Group>
  );
}
