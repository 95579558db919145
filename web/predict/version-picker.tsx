import { Anchor, Group, Select } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { aliasesOf } from '../../shared/registry/queries.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';

const route = getRouteApi('/predict');

interface VersionPickerProps {
  readonly models: readonly ModelEntry[];
  readonly model: ModelEntry;
  readonly version: VersionEntry;
}

export function VersionPicker({ models, model, version }: VersionPickerProps) {
  const navigate = route.useNavigate();
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label="Model"
        data={models.map((each) => each.name)}
        value={model.name}
        onChange={(next) =>
          void navigate({ search: (old) => ({ ...old, model: next ?? undefined, version: undefined }) })
        }
        allowDeselect={false}
        searchable={models.length > 8}
        w={200}
      />
      <Select
        label="Version"
        data={[...model.versions]
          .reverse()
          .map((each) => ({ value: String(each.version), label: versionLabel(model, each) }))}
        value={String(version.version)}
        onChange={(next) =>
          void navigate({ search: (old) => ({ ...old, model: model.name, version: Number(next) }) })
        }
        allowDeselect={false}
        w={240}
      />
      <Group gap="md" pb={8}>
        <Anchor
          fz="sm"
          renderRoot={(props) => <Link to="/models/$model" params={{ model: model.name }} {...props} />}
        >
          About this model
        </Anchor>
        <Anchor
          fz="sm"
          renderRoot={(props) => <Link to="/monitoring" search={{ model: model.name }} {...props} />}
        >
          Monitoring
        </Anchor>
      </Group>
    </Group>
  );
}

/** `v3 · Production · champion` */
function versionLabel(model: ModelEntry, { version, versionId, stage }: VersionEntry): string {
  return [`v${version}`, ...(stage === 'None' ? [] : [stage]), ...aliasesOf(model, versionId)].join(' · ');
}
