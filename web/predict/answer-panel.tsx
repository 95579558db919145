import { Stack } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { AnswerFacts } from './answer-facts.tsx';
import { Answer } from './answer.tsx';
import type { Ask } from './use-ask.ts';

interface AnswerPanelProps {
  readonly ask: Ask;
  readonly version: VersionEntry;
  /** What the model predicts. */
  readonly target: string;
}

/** The answer to the last question. */
export function AnswerPanel({ ask, version, target }: AnswerPanelProps) {
  const { answered, error } = ask;
  const outcome = answered?.outcomes[0];
  return (
    <Panel title="Answer">
      <Stack aria-live="polite" aria-busy={ask.busy}>
        {error !== null && <ErrorPanel error={error} />}
        {outcome !== undefined && answered !== null && (
          <>
            <Answer outcome={outcome} target={target} />
            <AnswerFacts version={version} outcome={outcome} roundTripMs={answered.roundTripMs} />
          </>
        )}
        {outcome === undefined && error === null && (
          <Empty icon={IconSparkles} title="Nothing asked yet">
            Fill in the features and press Predict.
          </Empty>
        )}
      </Stack>
    </Panel>
  );
}
