import { Anchor, Group, Select } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { formatCompact } from '../shell/format.ts';
import { useWorkspaceState } from '../shell/host-context.tsx';

const route = getRouteApi('/monitoring');

interface MonitoredPickerProps {
  readonly names: readonly string[];
  readonly model: string;
  /** What was asked of this model in the window, the newest version first. */
  readonly versions: readonly MonitoredVersion[];
  readonly version: number | undefined;
}

export function MonitoredPicker({ names, model, versions, version }: MonitoredPickerProps) {
  const navigate = route.useNavigate();
  const registered = useWorkspaceState()?.registry.models.get(model)?.versions ?? [];
  const numbers = [...new Set([...registered, ...versions].map((each) => each.version)).values()].sort(
    (a, b) => b - a,
  );
  const label = (number: number): string => {
    const count = versions.find((each) => each.version === number)?.window.count ?? 0;
    const stage = registered.find((each) => each.version === number)?.stage ?? 'None';
    return [`v${number}`, ...(stage === 'None' ? [] : [stage]), `${formatCompact(count)} asked`].join(' · ');
  };
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label="Model"
        w={200}
        data={[...names]}
        value={model}
        onChange={(next) =>
          void navigate({
            search: (old) => ({ ...old, model: next ?? undefined, version: undefined, feature: undefined }),
          })
        }
        allowDeselect={false}
        searchable={names.length > 8}
      />
      <Select
        label="Version"
        w={240}
        data={numbers.map((number) => ({ value: String(number), label: label(number) }))}
        value={version === undefined ? null : String(version)}
        placeholder="none asked"
        onChange={(next) =>
          void navigate({ search: (old) => ({ ...old, model, version: Number(next), feature: undefined }) })
        }
        allowDeselect={false}
      />
      <Group gap="md" pb={8}>
        <Anchor fz="sm" renderRoot={(props) => <Link to="/models/$model" params={{ model }} {...props} />}>
          About this model
        </Anchor>
        <Anchor fz="sm" renderRoot={(props) => <Link to="/predict" search={{ model, version }} {...props} />}>
          Ask it
        </Anchor>
      </Group>
    </Group>
  );
}
