import { estimatorByName } from '../../shared/estimators/registry.ts';
import type { FitRequest } from '../pool/peer.ts';
import { servePeer } from '../pool/peer.ts';

/* Entry of a training thread. */
servePeer(
  (onRequest) => addEventListener('message', ({ data }: MessageEvent<FitRequest>) => onRequest(data)),
  (message) => postMessage(message),
  estimatorByName,
);
