// Another process at work on a workspace: commits models and prints what was acknowledged, until it is killed.
import { openWorkspace } from '../../../sync-server/store/workspace.ts';

const [folder = '', prefix = '', count = ''] = process.argv.slice(2);
const workspace = await openWorkspace(folder);
for (let i = 0; i < Number(count); i += 1) {
  const model = `${prefix}-${i}`;
  await workspace.log.commit('model.created', { model, modelUuid: model, description: '', tags: [] });
  process.stdout.write(`${model}\n`);
}
await workspace.close();
