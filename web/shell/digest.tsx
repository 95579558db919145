import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { shortDigest } from './format.ts';

/** The head of a digest; a click copies all of it. */
export function Digest({ value, label = 'digest' }: { value: string; label?: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : value} multiline maw={320} style={{ overflowWrap: 'anywhere' }}>
          <UnstyledButton
            onClick={copy}
            ff="monospace"
            fz="xs"
            c="dimmed"
            aria-label={`Copy ${label} ${value}`}
          >
            {shortDigest(value)}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
