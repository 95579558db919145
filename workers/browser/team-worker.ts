import { estimatorByName } from '../../shared/estimators/registry.ts';
import type { PeerRequest } from '../pool/peer.ts';
import { servePeer } from '../pool/peer.ts';
import { holdLifeLock } from './life-lock.ts';

/* Entry of a training thread. Whoever counts on it can tell from the first fit on whether it lives. */
await holdLifeLock((notice) => postMessage(notice));
servePeer(
  (onRequest) => addEventListener('message', ({ data }: MessageEvent<PeerRequest>) => onRequest(data)),
  (message) => postMessage(message),
  estimatorByName,
);
