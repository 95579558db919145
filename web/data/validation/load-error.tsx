import { Button, Group, Stack } from '@mantine/core';
import { IconFilterX } from '@tabler/icons-react';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';

interface LoadErrorProps {
  readonly error: AppError;
  readonly busy: boolean;
  readonly onQuarantine: () => void;
}

/** An error of a load; where the rows break the suite of their dataset, it can go on without them. */
export function LoadError({ error, busy, onQuarantine }: LoadErrorProps) {
  if (error.code !== 'contract-broken') return <ErrorPanel error={error} />;
  return (
    <Stack gap="xs">
      <ErrorPanel error={error} />
      <Group>
        <Button
          variant="default"
          leftSection={<IconFilterX size={16} />}
          loading={busy}
          onClick={onQuarantine}
        >
          Quarantine failing rows, load the others
        </Button>
      </Group>
    </Stack>
  );
}
