import { Group, UnstyledButton } from '@mantine/core';
import { IconAdjustments, IconChevronDown } from '@tabler/icons-react';
import classes from './experiments.module.css';

interface ParamsToggleProps {
  readonly opened: boolean;
  readonly onClick: () => void;
  /** What it says: how many params, and what of them. */
  readonly text: string;
  /** What it is called where the text alone does not tell of which model. */
  readonly label: string;
}

/** Opens and closes the params of an estimator. */
export function ParamsToggle({ opened, onClick, text, label }: ParamsToggleProps) {
  return (
    <UnstyledButton
      className={classes['paramsToggle']}
      onClick={onClick}
      aria-expanded={opened}
      aria-label={`${label}: ${text}`}
    >
      <Group gap={4} wrap="nowrap">
        <IconAdjustments size={15} aria-hidden />
        {text}
        <IconChevronDown size={14} aria-hidden className={classes['chevron']} />
      </Group>
    </UnstyledButton>
  );
}
