import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface SettingProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** One line of a settings panel: what it is on the left, the control or the figure on the right. */
export function Setting({ label, hint, children }: SettingProps) {
  return (
    <Group justify="space-between" gap="md" py={8}>
      <Stack gap={0} flex="1 1 240px">
        <Text fz="sm" fw={500}>
          {label}
        </Text>
        {hint !== undefined && (
          <Text fz="xs" c="dimmed" maw={480} component="div">
            {hint}
          </Text>
        )}
      </Stack>
      {children}
    </Group>
  );
}
