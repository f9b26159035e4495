import { createHash } from 'node:crypto';
import type { Fingerprint } from '../core/asset.ts';

export function fingerprint(bytes: Uint8Array): Fingerprint {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
