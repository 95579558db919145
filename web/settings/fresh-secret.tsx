import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';

/** A secret that was just made, to be copied now or never. */
export function FreshSecret({ label, secret }: { label: string; secret: string }) {
  return (
    <Stack gap={4} my="sm" role="status">
      <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
        {label} This is the only time that it is shown.
      </Text>
      <Group gap="xs">
        <Code style={{ overflowWrap: 'anywhere' }}>{secret}</Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
