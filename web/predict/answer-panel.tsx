import { Stack } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { AnswerFacts } from './answer-facts.tsx';
import { Answer } from './answer.tsx';
import classes from './predict.module.css';
import { Why } from './why.tsx';
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
  const box = useRef<HTMLDivElement>(null);
  // On a phone the answer stands below the form, out of sight.
  useEffect(() => {
    if (answered !== null) box.current?.scrollIntoView({ block: 'nearest' });
  }, [answered]);
  return (
    <Panel title="Answer">
      <Stack ref={box} className={classes['answer']} aria-live="polite" aria-busy={ask.busy}>
        {error !== null && <ErrorPanel error={error} />}
        {outcome !== undefined && answered !== null && (
          <>
            <Answer outcome={outcome} target={target} />
            <AnswerFacts version={version} outcome={outcome} roundTripMs={answered.roundTripMs} />
            {'answer' in outcome && (
              <Why key={outcome.requestId} version={version} instance={answered.instances[0]} />
            )}
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
