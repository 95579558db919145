import { Button, Group, JsonInput, SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Signature } from '../../shared/packaging/manifest.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Answer, AnswerPanel } from './answer-panel.tsx';
import { useAsk } from './use-ask.ts';

/** One features object, or an array of them, as the HTTP API takes it. */
export function JsonPredict({ version, signature }: { version: VersionEntry; signature: Signature }) {
  const [text, setText] = useState(() => JSON.stringify(exampleOf(signature), null, 2));
  const [malformed, setMalformed] = useState<AppError | null>(null);
  const ask = useAsk(version);
  const start = (): void => {
    const parsed = parse(text);
    setMalformed(parsed instanceof AppError ? parsed : null);
    if (!(parsed instanceof AppError)) ask.start(parsed);
  };
  const target = signature.output.name;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="Features">
        <Stack>
          <JsonInput
            aria-label="Features as JSON"
            value={text}
            onChange={setText}
            autosize
            minRows={10}
            maxRows={24}
            formatOnBlur
            ff="monospace"
          />
          {malformed !== null && <ErrorPanel error={malformed} />}
          <Group>
            <Button loading={ask.busy} onClick={start}>
              Predict
            </Button>
          </Group>
        </Stack>
      </Panel>
      {(ask.outcomes?.length ?? 0) > 1 ? (
        <Panel title="Answers" note={formatPlural(ask.outcomes!.length, 'answer')}>
          <Stack gap="xl">
            {ask.outcomes!.map((outcome) => (
              <Answer key={outcome.requestId} outcome={outcome} target={target} />
            ))}
          </Stack>
        </Panel>
      ) : (
        <AnswerPanel ask={ask} target={target} />
      )}
    </SimpleGrid>
  );
}

function exampleOf({ inputs }: Signature): Record<string, unknown> {
  return Object.fromEntries(
    inputs.map(({ name, type, levels, range }) => [name, exampleValue(type, levels, range)]),
  );
}

function exampleValue(
  type: string,
  levels: readonly string[],
  range: { min: number; max: number } | null,
): unknown {
  if (type === 'numeric') return range === null ? 0 : Math.round((range.min + range.max) / 2);
  if (type === 'boolean') return true;
  return levels[0] ?? '';
}

/** An array of objects is a batch; an array of plain values is one instance in signature order. */
function parse(text: string): unknown[] | AppError {
  try {
    const value: unknown = JSON.parse(text);
    const batch = Array.isArray(value) && value.some((each) => typeof each === 'object' && each !== null);
    return batch ? (value as unknown[]) : [value];
  } catch (cause) {
    return new AppError('malformed-json', { detail: (cause as Error).message, cause });
  }
}
