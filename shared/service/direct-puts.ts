import { part } from '../core/part.ts';
import type { Variables } from '../core/variables.ts';
import { publicAddress, readPublicBaseUrl } from '../http/public-address.ts';
import { openKeyRing } from '../identity/key-ring.ts';
import { secretOf } from '../identity/secret.ts';
import { linkSecretVariableNames, readLinkSecret } from '../identity/settings.ts';
import type { DirectPutsPart } from '../storage/direct-puts.ts';
import { directPutPurpose, openLocalDirectPuts } from '../storage/local-direct-puts.ts';
import { openPresignedPosts, openPresignedPuts } from '../storage/s3-direct-puts.ts';
import { readStorage, storageVariableNames } from '../storage/settings.ts';
import { openS3Client } from './object-storage.ts';

/** Direct uploads to the configured storage. */
export const directPuts = part<DirectPutsPart>(
  [...storageVariableNames, ...linkSecretVariableNames, ...publicAddress.variables],
  (read, clock) => {
    const storage = readStorage(read);
    if (storage.provider === 'LOCAL') return { directPuts: localDirectPuts(read, clock) };
    const open = storage.provider === 'R2' ? openPresignedPuts : openPresignedPosts; // R2 has no presigned POST
    return { directPuts: open(openS3Client(storage, clock), storage.buckets) };
  },
);

/** The direct uploads to the local folder, for the function that offers them and the endpoint that receives them. */
export function localDirectPuts(read: Variables, clock: () => Date) {
  const keys = openKeyRing(secretOf(readLinkSecret(read), clock), { purpose: directPutPurpose, clock });
  return openLocalDirectPuts(keys, { publicBaseUrl: readPublicBaseUrl(read), clock });
}
