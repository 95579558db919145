import { Button, FileButton, Group, Progress, Stack, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import type { Signature } from '../../shared/packaging/manifest.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { percentOf } from '../shell/activity.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { BatchResult } from './batch-result.tsx';
import { CommandLine } from './command-line.tsx';
import { useHost } from '../shell/host-context.tsx';
import { fileBatches, startFile } from './file-batches.ts';
import classes from './predict.module.css';
import { treadleFileCommand } from './same-prediction.ts';

const MOST_NAMED = 24;

/** Every row of a CSV, answered in order; the answers can be downloaded beside their rows. */
export function FilePredict({ version, signature }: { version: VersionEntry; signature: Signature }) {
  const host = useHost();
  const batch = useStore(fileBatches).get(version.versionId);
  const take = (file: File): void => void startFile(host, version, file);
  const running = batch?.status === 'running';
  return (
    <Stack gap="lg">
      <Panel>
        {running ? (
          <Stack gap="xs">
            <Group justify="space-between">
              <Text fz="sm" fw={550}>
                {batch.fileName}
              </Text>
              <Button size="xs" variant="default" onClick={batch.cancel}>
                Cancel
              </Button>
            </Group>
            <Progress
              value={percentOf(batch.progress) ?? 100}
              animated={batch.progress === null}
              aria-label={`Predicting ${batch.fileName}`}
            />
          </Stack>
        ) : (
          <DropFile inputs={signature.inputs} onFile={take} />
        )}
      </Panel>
      {batch?.error != null && <ErrorPanel error={batch.error} />}
      {batch?.result != null && (
        <BatchResult fileName={batch.fileName} result={batch.result} signature={signature} />
      )}
      <Panel title="The same on the command line">
        <CommandLine
          label="Answers as CSV"
          command={treadleFileCommand(version, batch?.fileName ?? 'rows.csv')}
        />
      </Panel>
    </Stack>
  );
}

function DropFile({ inputs, onFile }: { inputs: Signature['inputs']; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const names = inputs.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = inputs.length - names.length;
  return (
    <div
      className={classes['drop']}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file !== undefined) onFile(file);
      }}
    >
      <IconFileSpreadsheet size={32} stroke={1.4} aria-hidden />
      <div>
        <Text fw={600}>Drop a CSV here</Text>
        <Text fz="sm" c="dimmed" maw={640}>
          With a header and the columns {names.join(', ')}
          {more > 0 && ` and ${more} more`}; others are ignored.
        </Text>
      </div>
      <FileButton
        accept=".csv,.tsv,.txt,text/csv"
        onChange={(file) => file !== null && onFile(file)}
        inputProps={{ 'aria-label': 'CSV to predict' }}
      >
        {(props) => <Button {...props}>Choose a file</Button>}
      </FileButton>
    </div>
  );
}
