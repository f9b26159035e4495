import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { PhotoFailure } from '../core/failure.ts';
import type { Key, KeyRing } from './key-ring.ts';

/** A JWT that a key of a ring signs, and names in the claim `kid`. It stands in links, so that it is refused as they are. */
export interface SignedToken {
  readonly claims: JWTPayload;
  readonly key: Key;
}

/** The header is as clients have seen it, in this order: `{"typ":"JWT","alg":"HS256"}`. */
export async function signToken(keys: KeyRing, claims: JWTPayload): Promise<string> {
  const key = await keys.signing();
  return new SignJWT({ ...claims, kid: key.id }).setProtectedHeader({ typ: 'JWT', alg: 'HS256' }).sign(key.bytes);
}

/** What a token says that one of the ring's keys has signed. Refuses with `link-expired` or `link-refused`. */
export async function verifyToken(
  keys: KeyRing,
  token: string | undefined,
  { requiredClaims, now }: { requiredClaims: string[]; now: Date },
): Promise<SignedToken> {
  if (token === undefined || token === '') throw new PhotoFailure('link-refused', { reason: 'Missing token' });
  const key = await keys.find(keyIdOf(token));
  if (key === undefined) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
  try {
    const options = { algorithms: ['HS256'], requiredClaims, currentDate: now };
    return { claims: (await jwtVerify(token, key.bytes, options)).payload, key };
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw new PhotoFailure('link-expired', {}, { cause });
    const signature =
      cause instanceof errors.JWSSignatureVerificationFailed || cause instanceof errors.JOSEAlgNotAllowed;
    const reason = signature ? 'Invalid token signature' : 'Malformed token';
    throw new PhotoFailure('link-refused', { reason }, { cause });
  }
}

/** A time as tokens have it, rounded up. */
export function tokenSeconds(time: Date): number {
  return Math.ceil(time.getTime() / 1000);
}

/** The id of the key that a token says it is signed with; so far nothing of it is believed. */
function keyIdOf(token: string): string {
  try {
    const { kid } = decodeJwt(token);
    return typeof kid === 'string' ? kid : '';
  } catch (cause) {
    throw new PhotoFailure('link-refused', { reason: 'Malformed token' }, { cause });
  }
}
