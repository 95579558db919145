import { Button, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Manifest } from '../../shared/packaging/manifest.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { AnswerPanel } from './answer-panel.tsx';
import { ElsewherePanel } from './elsewhere-panel.tsx';
import { featuresOf, typicalValues } from './feature-values.ts';
import { formDrafts } from './form-drafts.ts';
import { OutcomesPanel } from './outcomes-panel.tsx';
import { parseInstances } from './parse-instances.ts';
import { useAsk } from './use-ask.ts';

/** One features object, or a list of them, as the HTTP API takes it. */
export function JsonPredict({ version, manifest }: { version: VersionEntry; manifest: Manifest }) {
  const { signature } = manifest;
  const [text, setText] = useState(() => startText(version, manifest));
  const [malformed, setMalformed] = useState<AppError | null>(null);
  const ask = useAsk(version);
  const start = (): void => {
    const rows = attempt(() => parseInstances(text, signature));
    setMalformed(rows instanceof AppError ? rows : null);
    if (!(rows instanceof AppError)) ask.start(rows);
  };
  const { answered } = ask;
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel title="Features">
          <Stack>
            <Text fz="sm" c="dimmed">
              An object by column name, an array in the order of the columns, or a list of either.
            </Text>
            <Textarea
              aria-label="Features as JSON"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autosize
              minRows={10}
              maxRows={24}
              spellCheck={false}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            />
            {malformed !== null && <ErrorPanel error={malformed} />}
            <Group>
              <Button loading={ask.busy} onClick={start}>
                Predict
              </Button>
            </Group>
          </Stack>
        </Panel>
        {answered !== null && answered.outcomes.length > 1 ? (
          <OutcomesPanel answered={answered} error={ask.error} />
        ) : (
          <AnswerPanel ask={ask} version={version} target={signature.output.name} />
        )}
      </SimpleGrid>
      {answered?.instances.length === 1 && (
        <ElsewherePanel version={version} features={answered.instances[0]} />
      )}
    </Stack>
  );
}

/** What stands in the form, as JSON. */
function startText({ versionId }: VersionEntry, manifest: Manifest): string {
  const values = formDrafts.get().get(versionId) ?? typicalValues(manifest);
  return JSON.stringify(featuresOf(manifest.signature, values), null, 2);
}

function attempt<T>(work: () => T): T | AppError {
  try {
    return work();
  } catch (thrown) {
    return AppError.from(thrown);
  }
}
