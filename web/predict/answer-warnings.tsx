import { Alert, List } from '@mantine/core';
import type { PredictionAnswer } from '../../shared/pipelines/answer.ts';

export function AnswerWarnings({ warnings }: { warnings: PredictionAnswer['warnings'] }) {
  if (warnings.length === 0) return null;
  return (
    <Alert color="yellow" title="Worth knowing">
      <List fz="sm">
        {warnings.map((warning) => (
          <List.Item key={warning.pointer + warning.code}>{warning.detail}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
