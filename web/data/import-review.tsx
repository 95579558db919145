import { Alert, List, Skeleton, Stack } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ImportPlan } from '../../shared/table/import-plan.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { DialectPanel } from './dialect-panel.tsx';
import { ImportCommit } from './import-commit.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportResult } from './import-result.tsx';
import type { ImportSource } from './import-source.ts';
import { PlannedColumns } from './planned-columns.tsx';
import { useImport } from './use-import.ts';
import { LoadError } from './validation/load-error.tsx';

interface ImportReviewProps {
  readonly source: ImportSource;
  /** The dataset that takes the rows; null = a new one named after the file. */
  readonly appendTo: string | null;
}

/** What was found in a file, editable, then the load and what came out of it. */
export function ImportReviewPanel({ source, appendTo }: ImportReviewProps) {
  const review = useImport(source, appendTo);
  const { plan, result, busy, error } = review;
  if (result !== null) return <ImportResult result={result} fileName={source.fileName} />;
  if (plan === null) return error === null ? <Skeleton height={320} /> : <ErrorPanel error={error} />;
  return (
    <Stack gap="lg">
      {error !== null && (
        <LoadError error={error} busy={busy === 'loading'} onQuarantine={review.quarantine} />
      )}
      <ImportCommit source={source} appendTo={appendTo} plan={plan} busy={busy} onLoad={review.load} />
      <Warnings plan={plan} />
      <DialectPanel plan={plan} busy={busy !== null} onEdit={review.replan} />
      <PlannedColumns plan={plan} onEdit={review.editColumn} />
      <ImportPreview plan={plan} />
    </Stack>
  );
}

function Warnings({ plan }: { plan: ImportPlan }) {
  if (plan.warnings.length === 0) return null;
  return (
    <Alert color="yellow" icon={<IconAlertCircle />} title="Worth knowing">
      <List fz="sm">
        {plan.warnings.map((warning) => (
          <List.Item key={warning.code + warning.detail}>{warning.detail}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
