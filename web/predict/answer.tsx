import { Group, Stack, Text } from '@mantine/core';
import { AppError } from '../../shared/errors/app-error.ts';
import type { LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatNumber, formatPercent } from '../shell/format.ts';
import { AnswerWarnings } from './answer-warnings.tsx';
import classes from './predict.module.css';
import { ProbabilityBars } from './probability-bars.tsx';

/** The problem of an outcome as the error it is. */
export const problemError = (problem: Extract<LoggedOutcome, { problem: unknown }>['problem']): AppError =>
  AppError.fromProblem(problem as Parameters<typeof AppError.fromProblem>[0]);

export const shownPrediction = (prediction: string | number): string =>
  typeof prediction === 'number' ? formatNumber(prediction) : prediction;

/** One answer large: label or number, confidence, probabilities, warnings; or why there is none. */
export function Answer({ outcome, target }: { outcome: LoggedOutcome; target: string }) {
  if (!('answer' in outcome)) return <ErrorPanel error={problemError(outcome.problem)} />;
  const { prediction, confidence, probabilities, warnings } = outcome.answer;
  return (
    <Stack>
      <div>
        <Text fz="sm" c="dimmed">
          {target}
        </Text>
        <Group gap="sm" align="baseline">
          <output className={classes['prediction']} aria-label="Prediction">
            {shownPrediction(prediction)}
          </output>
          {confidence !== null && (
            <Text c="dimmed" className="numeric">
              {formatPercent(confidence)} confident
            </Text>
          )}
        </Group>
      </div>
      {probabilities.length > 0 && <ProbabilityBars probabilities={probabilities} />}
      <AnswerWarnings warnings={warnings} />
    </Stack>
  );
}
