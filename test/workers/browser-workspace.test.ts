import { openBrowserWorkspace, type BrowserWorkspace } from '../../workers/browser/workspace.ts';
import { describeWorkspace } from '../contracts/workspace-contract.ts';
import { profile } from './fixtures/indexed-db.ts';

describeWorkspace('a workspace in IndexedDB', async () => {
  const options = { name: `treadle-${crypto.randomUUID()}`, factory: profile() };
  let open: BrowserWorkspace[] = [];
  const openOne = async (): Promise<BrowserWorkspace> => {
    const workspace = await openBrowserWorkspace(options);
    open.push(workspace);
    return workspace;
  };
  const close = async (): Promise<void> => {
    for (const workspace of open) await workspace.close();
    open = [];
  };
  return {
    workspace: await openOne(),
    async reopen() {
      await close();
      return openOne();
    },
    another: openOne,
    async damageBlob(digest) {
      const { blobs } = open[0]!.db;
      const bytes = (await blobs.get(digest))!.bytes.slice();
      bytes[0]! ^= 1;
      await blobs.put({ digest, bytes });
    },
    remove: close,
  };
});
