import { Button, Group, Text, Title } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { LIFECYCLE_STEPS } from '../../workers/lifecycle/full-lifecycle.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { useStore } from '../shell/store.ts';
import classes from './lifecycle.module.css';
import { lifecycleRun, startLifecycle } from './lifecycle-run.ts';
import { LifecycleStepItem } from './lifecycle-step.tsx';
import { LifecycleSummaryView } from './lifecycle-summary.tsx';
import { Stopwatch } from './stopwatch.tsx';

const route = getRouteApi('/');

/** The loop as its eight steps, with one button that turns the wheel once. */
export function LifecyclePanel() {
  const host = useHost();
  const run = useStore(lifecycleRun);
  const running = run?.status === 'running';
  useRunFromLink();
  return (
    <section className={classes['panel']} aria-labelledby="lifecycle-title">
      <Group justify="space-between" align="center" gap="md">
        <div>
          <Title order={2} fz="lg" id="lifecycle-title">
            The whole loop, once around
          </Title>
          <Text fz="sm" c="dimmed">
            Eight steps on the built-in churn sample, on this device, from rows to a served prediction.
          </Text>
        </div>
        <Group gap="sm">
          {run !== null && <Stopwatch startedAt={run.startedAt} endedAt={run.endedAt} />}
          {running ? (
            <Button variant="default" size="md" onClick={run.cancel}>
              Cancel
            </Button>
          ) : (
            <Button
              size="md"
              leftSection={<IconPlayerPlayFilled size={16} aria-hidden />}
              onClick={() => void startLifecycle(host)}
            >
              Run the full lifecycle
            </Button>
          )}
        </Group>
      </Group>
      <ol className={classes['steps']} aria-label="The eight steps">
        {LIFECYCLE_STEPS.map((name, index) => (
          <LifecycleStepItem key={name} name={name} number={index + 1} step={run?.steps.get(name) ?? null} />
        ))}
      </ol>
      {run?.error != null && <ErrorPanel error={run.error} />}
      {run?.summary != null && <LifecycleSummaryView summary={run.summary} />}
    </section>
  );
}

/** `/?run=true` starts at once, from the command palette or a link. */
function useRunFromLink(): void {
  const host = useHost();
  const navigate = route.useNavigate();
  const { run } = route.useSearch();
  useEffect(() => {
    if (run !== true) return;
    void navigate({ search: {}, replace: true });
    void startLifecycle(host);
  }, [run, host, navigate]);
}
