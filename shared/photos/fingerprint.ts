import { createHash } from 'node:crypto';
import type { Fingerprint } from '../core/asset.ts';

/** The size and the SHA-256 of bytes. */
export function fingerprint(bytes: Uint8Array): Fingerprint {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
