import { Button, Code, CopyButton, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface ShareAddressProps {
  /** What it is called on its button. */
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly children: ReactNode;
}

/** An address to copy, with what there is to know about it. */
export function ShareAddress({ label, value, note, children }: ShareAddressProps) {
  return (
    <Stack align="flex-start">
      <Code
        block
        mah={96}
        w="100%"
        style={{ overflow: 'auto', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
        tabIndex={0}
        role="region"
        aria-label={`The ${label}`}
      >
        {value}
      </Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button
            leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            onClick={copy}
          >
            {copied ? 'Copied' : `Copy the ${label}`}
          </Button>
        )}
      </CopyButton>
      <Text fz="sm" c="dimmed">
        {note}
      </Text>
      {children}
    </Stack>
  );
}
