import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** So that a secret that was pasted into the wrong place is recognised for what it is. */
const PREFIX = 'trd_';

/** 256 random bits (SEC2), for whoever gets to see them once. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** 256 random bits that a webhook's messages are signed with. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a secret: its SHA-256, hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** In a time that does not depend on where they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
