import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { RunRecord } from '../../shared/records/run.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { useAction } from '../shell/use-action.ts';

/** What people write down about a run. */
export function RunNote({ run }: { run: RunRecord }) {
  const { workspace } = useHost();
  const [note, setNote] = useState(run.note);
  const saving = useAction(() => workspace.log.commit('run.annotated', { runId: run.runId, note }));
  return (
    <Stack gap="xs">
      <Textarea
        aria-label="Note"
        placeholder="What was tried, what was learned"
        autosize
        minRows={2}
        maxRows={12}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {saving.error !== null && <ErrorPanel error={saving.error} />}
      {note !== run.note && (
        <Group>
          <Button size="xs" loading={saving.busy} onClick={saving.start}>
            Save note
          </Button>
        </Group>
      )}
    </Stack>
  );
}
