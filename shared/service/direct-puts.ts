import type { Variables } from '../core/variables.ts';
import { openKeyRing } from '../identity/key-ring.ts';
import type { DirectPuts } from '../storage/direct-puts.ts';
import { directPutPurpose, openLocalDirectPuts } from '../storage/local-direct-puts.ts';
import { openPresignedPosts, openPresignedPuts } from '../storage/s3-direct-puts.ts';
import { readLinkSecret, readPublicBaseUrl, readStorage } from './config.ts';
import { openS3Client } from './object-storage.ts';
import { toSecret } from './secrets.ts';
import type { Part } from './service.ts';
import { clock } from './time.ts';

export const directPuts: Part<'directPuts'> = (read) => ({ directPuts: openDirectPuts(read) });

function openDirectPuts(read: Variables): DirectPuts {
  const storage = readStorage(read);
  if (storage.provider === 'LOCAL') return localDirectPuts(read);
  const open = storage.provider === 'R2' ? openPresignedPuts : openPresignedPosts; // R2 knows no presigned POST
  return open(openS3Client(storage), storage.buckets);
}

/** Those of the local folder, for whoever issues them and for who takes them. */
export function localDirectPuts(read: Variables) {
  const keys = openKeyRing(toSecret(readLinkSecret(read)), { purpose: directPutPurpose, clock });
  return openLocalDirectPuts(keys, { publicBaseUrl: readPublicBaseUrl(read), clock });
}
