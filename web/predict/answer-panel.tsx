import { Group, Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatDuration, formatNumber } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { AnswerWarnings } from './answer-warnings.tsx';
import classes from './predict.module.css';
import { ProbabilityBars } from './probability-bars.tsx';
import type { Ask } from './use-ask.ts';

/** The answer to the last question: label or number, probabilities, warnings, time. */
export function AnswerPanel({ ask, target }: { ask: Ask; target: string }) {
  const outcome = ask.outcomes?.[0];
  return (
    <Panel
      title="Answer"
      {...(outcome === undefined || ask.roundTripMs === null
        ? {}
        : { note: timing(outcome, ask.roundTripMs) })}
    >
      <Stack aria-live="polite">
        {ask.error !== null && <ErrorPanel error={ask.error} />}
        {outcome !== undefined ? (
          <Answer outcome={outcome} target={target} />
        ) : (
          ask.error === null && (
            <Empty icon={IconSparkles} title="Nothing asked yet">
              Fill in the features and press Predict.
            </Empty>
          )
        )}
      </Stack>
    </Panel>
  );
}

function timing(outcome: LoggedOutcome, roundTripMs: number): string {
  const computed = 'latencyMs' in outcome ? `computed in ${formatDuration(outcome.latencyMs)}, ` : '';
  return `${computed}${formatDuration(roundTripMs)} in all`;
}

export function Answer({ outcome, target }: { outcome: LoggedOutcome; target: string }) {
  if (!('answer' in outcome)) {
    const problem = outcome.problem as Parameters<typeof AppError.fromProblem>[0];
    return <ErrorPanel error={AppError.fromProblem(problem)} />;
  }
  const { prediction, probabilities, warnings } = outcome.answer;
  return (
    <Stack>
      <div>
        <Text fz="sm" c="dimmed">
          {target}
        </Text>
        <Group gap="sm" align="baseline">
          <output className={classes['prediction']} aria-label="Prediction">
            {typeof prediction === 'number' ? formatNumber(prediction) : prediction}
          </output>
        </Group>
      </div>
      {probabilities.length > 0 && <ProbabilityBars probabilities={probabilities} />}
      <AnswerWarnings warnings={warnings} />
      <Text fz="xs" c="dimmed" ff="monospace">
        {outcome.requestId}
      </Text>
    </Stack>
  );
}
