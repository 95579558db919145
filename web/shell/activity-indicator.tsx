import {
  ActionIcon,
  Group,
  Loader,
  Popover,
  Progress,
  Stack,
  Text,
  Tooltip,
  UnstyledButton,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { activities, percentOf, type Activity } from './activity.ts';
import { formatPlural } from './format.ts';
import classes from './layout.module.css';
import { useStore } from './store.ts';

/** Work under way in this tab, with a way to stop it from every page. */
export function ActivityIndicator() {
  const list = useStore(activities);
  if (list.length === 0) return null;
  return (
    <Popover width={320} position="bottom-end" withArrow shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes['sync']}>
          <Loader size={13} aria-hidden />
          {formatPlural(list.length, 'task')}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {list.map((activity) => (
            <ActivityRow key={activity.id} activity={activity} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function ActivityRow({ activity }: { activity: Activity }) {
  const percent = percentOf(activity.progress);
  return (
    <Group wrap="nowrap" gap="sm">
      <Stack gap={4} flex={1} miw={0}>
        <Group justify="space-between" wrap="nowrap">
          <Text fz="sm" fw={500} truncate>
            {activity.title}
          </Text>
          <Text fz="xs" c="dimmed">
            {activity.progress?.stage ?? 'starting'}
          </Text>
        </Group>
        <Progress value={percent ?? 100} animated={percent === null} size="sm" aria-label={activity.title} />
      </Stack>
      <Tooltip label="Cancel">
        <ActionIcon onClick={() => activity.cancel()} aria-label={`Cancel ${activity.title}`}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
