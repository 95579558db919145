import { ActionIcon, CopyButton, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './predict.module.css';

/** A command to copy. */
export function CommandLine({ label, command }: { label: string; command: string }) {
  return (
    <div>
      <Text fz="xs" c="dimmed" fw={500} mb={4}>
        {label}
      </Text>
      <div className={classes['command']}>
        <pre tabIndex={0} aria-label={label}>
          {command}
        </pre>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon onClick={copy} aria-label={`Copy the command: ${label}`}>
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
