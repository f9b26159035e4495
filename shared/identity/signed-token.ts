import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { PhotoFailure } from '../core/failure.ts';
import type { Key, KeyRing } from './key-ring.ts';

/** A verified JWT: its claims, and the key that signed it, named by its claim `kid`. */
export interface SignedToken {
  readonly claims: JWTPayload;
  readonly key: Key;
}

/**
 * Signs a JWT with the ring's signing key. The header is `{"typ":"JWT","alg":"HS256"}`, in this order, as OpenLift
 * documents it.
 */
export async function signToken(keys: KeyRing, claims: JWTPayload): Promise<string> {
  const key = await keys.signing();
  return new SignJWT({ ...claims, kid: key.id }).setProtectedHeader({ typ: 'JWT', alg: 'HS256' }).sign(key.bytes);
}

/** Verifies a JWT that a key of the ring has signed. Refuses with `link-expired` or `link-refused`. */
export async function verifyToken(
  keys: KeyRing,
  { token, requiredClaims, now }: { token: string | undefined; requiredClaims: string[]; now: Date },
): Promise<SignedToken> {
  if (token === undefined || token === '') throw new PhotoFailure('link-refused', { reason: 'Missing token' });
  const key = await keys.find(keyIdOf(token));
  if (key === undefined) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
  try {
    const options = { algorithms: ['HS256'], requiredClaims, currentDate: now };
    return { claims: (await jwtVerify(token, key.bytes, options)).payload, key };
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw new PhotoFailure('link-expired', { cause });
    const signature =
      cause instanceof errors.JWSSignatureVerificationFailed || cause instanceof errors.JOSEAlgNotAllowed;
    const reason = signature ? 'Invalid token signature' : 'Malformed token';
    throw new PhotoFailure('link-refused', { reason, cause });
  }
}

/** A time as a NumericDate of a JWT: whole seconds, rounded up. */
export function tokenSeconds(time: Date): number {
  return Math.ceil(time.getTime() / 1000);
}

/** The key id that an unverified token names. */
function keyIdOf(token: string): string {
  try {
    const { kid } = decodeJwt(token);
    return typeof kid === 'string' ? kid : '';
  } catch (cause) {
    throw new PhotoFailure('link-refused', { reason: 'Malformed token', cause });
  }
}
