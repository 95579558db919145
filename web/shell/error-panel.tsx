import { Alert, Anchor, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { AppError } from '../../shared/errors/app-error.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { Page } from './page.tsx';

const MOST_FIELDS = 5;

/** What happened, where, and what to do: the one way in which the page shows an error. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const problem = AppError.from(error);
  const fields = problem.errors.filter((field) => field.pointer !== '').slice(0, MOST_FIELDS);
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle />}
      title={catalogue[problem.code].title}
    >
      <Stack gap="xs" align="flex-start">
        <Text fz="sm">{problem.detail}</Text>
        {fields.length > 0 && (
          <List fz="sm" spacing={2}>
            {fields.map((field) => (
              <List.Item key={field.pointer + field.detail}>
                <Code>{field.pointer}</Code> {field.detail !== problem.detail && field.detail}
              </List.Item>
            ))}
          </List>
        )}
        <Text fz="sm" fw={500}>
          {problem.remedy}
        </Text>
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** A page that failed; the shell around it goes on working. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title="This page could not be shown">
      <ErrorPanel error={error} onRetry={retry} />
    </Page>
  );
}

export function PageNotFound() {
  return (
    <Page title="There is no such page">
      <Group gap={4}>
        <Text>The address leads nowhere. Go to the</Text>
        <Anchor href="/">dashboard</Anchor>
      </Group>
    </Page>
  );
}

/** When even the database could not be opened. */
export function StartError({ error }: { error: unknown }) {
  return (
    <Stack maw={560} mx="auto" mt={80} p="md">
      <ErrorPanel error={error} onRetry={() => window.location.reload()} />
    </Stack>
  );
}
