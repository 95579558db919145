import { webWorkerHandle } from '../../../workers/browser/web-worker.ts';
import { createPeerPool } from '../../../workers/pool/peer-pool.ts';
import { measureFits } from './fits.ts';

const peer = () =>
  webWorkerHandle(
    new Worker(new URL('../../../workers/browser/team-worker.ts', import.meta.url), { type: 'module' }),
  );
postMessage(await measureFits(() => createPeerPool(peer)));
