import { PhotoFailure } from '../core/failure.ts';
import type { KeyRing } from '../identity/key-ring.ts';
import { signToken, tokenSeconds, verifyToken } from '../identity/signed-token.ts';
import type { AwaitedObject, DirectPuts } from './direct-puts.ts';

/** What the local folder takes from clients, and what it awaits by an address of its own. */
export interface LocalDirectPuts extends DirectPuts {
  /** The object that an address is for. Refuses with `link-expired` or `link-refused`. */
  verify(token: string | undefined): Promise<Omit<AwaitedObject, 'maxBytes'>>;
}

/** The key ring's purpose that signs these addresses. */
export const directPutPurpose = 'direct-put';

/** Where clients put objects into the local folder, below the service's address. */
export const directPutPath = '/local-object-storage';

/** By signed PUT, of that type and of exactly that many bytes. */
export function openLocalDirectPuts(keys: KeyRing, publicBaseUrl: string, clock: () => Date): LocalDirectPuts {
  return {
    async offer({ bucket, key, contentType, size }, lifeSeconds) {
      const exp = tokenSeconds(clock()) + lifeSeconds;
      const token = await signToken(keys, { op: 'PUT', bucket, path: key, contentType, size, exp });
      const url = `${publicBaseUrl}${directPutPath}/${bucket}/${key}?token=${token}`;
      return { method: 'PUT', url, headers: { 'Content-Type': contentType } };
    },

    async verify(token) {
      const requiredClaims = ['op', 'bucket', 'path', 'contentType', 'size', 'exp'];
      const { claims, key } = await verifyToken(keys, token, { requiredClaims, now: clock() });
      if (key.retired) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
      const { bucket, path, contentType, size } = claims;
      if (bucket !== 'transient') throw new PhotoFailure('link-refused', { reason: 'Path mismatch' });
      return { bucket, key: String(path), contentType: String(contentType), size: Number(size) };
    },
  };
}
