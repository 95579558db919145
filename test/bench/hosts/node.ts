import { startThread, threadEntry } from '../../../workers/node/thread.ts';
import { createPeerPool } from '../../../workers/pool/peer-pool.ts';
import { measureFits } from './fits.ts';

/* Bundled first, so that threads start as they do in the command. */
const figures = await measureFits(() => createPeerPool(() => startThread(threadEntry('team-thread'))));
process.stdout.write(JSON.stringify(figures));
