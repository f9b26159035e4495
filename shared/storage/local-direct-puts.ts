import { PhotoFailure } from '../core/failure.ts';
import type { KeyRing } from '../identity/key-ring.ts';
import { signToken, tokenSeconds, verifyToken } from '../identity/signed-token.ts';
import type { AwaitedObject, DirectPuts } from './direct-puts.ts';

/** Direct uploads into the local folder. */
export interface LocalDirectPuts extends DirectPuts {
  /** The object that a token permits to put. Refuses with `link-expired` or `link-refused`. */
  verify(token: string | undefined): Promise<Omit<AwaitedObject, 'maxBytes'>>;
}

/** The key ring's purpose for these tokens. */
export const directPutPurpose = 'direct-put';

/** The path below the service's base URL at which clients put objects into the local folder. */
export const directPutPath = '/local-object-storage';

/** Offers signed PUT requests for an exact type and size. */
export function openLocalDirectPuts(
  keys: KeyRing,
  { publicBaseUrl, clock }: { readonly publicBaseUrl: string; readonly clock: () => Date },
): LocalDirectPuts {
  return {
    async offer({ bucket, key, contentType, size }, lifeSeconds) {
      const exp = tokenSeconds(clock()) + lifeSeconds;
      const token = await signToken(keys, { op: 'PUT', bucket, path: key, contentType, size, exp });
      const url = `${publicBaseUrl}${directPutPath}/${bucket}/${key}?token=${token}`;
      return { method: 'PUT', url, headers: { 'Content-Type': contentType } };
    },

    async verify(token) {
      const requiredClaims = ['op', 'bucket', 'path', 'contentType', 'size', 'exp'];
      const { claims, key } = await verifyToken(keys, { token, requiredClaims, now: clock() });
      if (key.retired) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
      const { bucket, path, contentType, size } = claims;
      if (bucket !== 'transient') throw new PhotoFailure('link-refused', { reason: 'Path mismatch' });
      return { bucket, key: String(path), contentType: String(contentType), size: Number(size) };
    },
  };
}
