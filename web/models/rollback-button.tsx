import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { rollbackTarget } from '../../shared/deployment/rollback.ts';
import { productionVersion } from '../../shared/registry/queries.ts';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { promote, rollback } from '../../workers/lifecycle/promote.ts';
import type { WorkspaceState } from '../../workers/workspace.ts';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { AppError } from '../../shared/errors/app-error.ts';

/** One click puts the version that served before back into Production. */
export function RollbackButton({ model }: { model: ModelEntry }) {
  const host = useHost();
  const state = useWorkspaceState();
  const serving = productionVersion(model);
  const target = state === null ? null : targetOf(state, model);
  if (target === null) return null;
  const goBack = async (): Promise<void> => {
    const version = await rollback(host, model.name);
    const undo =
      serving === null
        ? undefined
        : () => promote(host, serving.versionId, 'Production', 'rollback taken back');
    notifyDone(`${model.name} v${version.version} serves again.`, undo);
  };
  return (
    <Button
      variant="default"
      leftSection={<IconArrowBackUp size={16} />}
      onClick={() => void goBack().catch(notifyError)}
    >
      Roll back to v{target.version}
    </Button>
  );
}

/** null when nothing served before. */
function targetOf({ deployment }: WorkspaceState, model: ModelEntry): { version: number } | null {
  try {
    const versionId = rollbackTarget(deployment, model.name);
    return model.versions.find((version) => version.versionId === versionId) ?? null;
  } catch (thrown) {
    if (thrown instanceof AppError) return null;
    throw thrown;
  }
}
