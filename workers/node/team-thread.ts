import { parentPort } from 'node:worker_threads';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { servePeer } from '../pool/peer.ts';

/* Entry of a training thread. */
const port = parentPort!;
servePeer(
  (onRequest) => port.on('message', onRequest),
  (message) => port.postMessage(message),
  estimatorByName,
);
