import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { PhotoFailure } from '../core/failure.ts';
import type { Key, KeyRing } from './key-ring.ts';

/** What a link lets its holder read: exactly one object, or its rendition of one size. */
export interface LinkedObject {
  /** The logical bucket, as it stands in the URL. */
  readonly bucket: string;
  /** The object's key. */
  readonly path: string;
  /** The side of the square rendition, in pixels; without it, the object as it is. */
  readonly size?: number;
}

export interface LinkTokens {
  /** A token that is valid from `from` until `until`, both rounded up to whole seconds. */
  sign(object: LinkedObject, life: { from: Date; until: Date }): Promise<string>;
  /** A token for a rendition that is valid as long as the object is there. */
  signForEver(object: LinkedObject & { size: number }): Promise<string>;
  /** What a token lets its holder read, and until when, if not for ever. Refuses with `link-expired` or `link-refused`. */
  verify(token: string | undefined): Promise<LinkedObject & { readonly until?: Date }>;
}

/** The key ring's purpose that signs links. */
export const linkPurpose = 'signed-link';

/** Signs links with the ring's signing key, and verifies them with the one that they name. */
export function openLinkTokens(keys: KeyRing, clock: () => Date): LinkTokens {
  return {
    async sign(object, { from, until }) {
      const key = await keys.signing();
      return unsigned(object, key).setIssuedAt(seconds(from)).setExpirationTime(seconds(until)).sign(key.bytes);
    },

    async signForEver(object) {
      const key = await keys.signing();
      return unsigned(object, key).sign(key.bytes);
    },

    async verify(token) {
      if (token === undefined || token === '') throw new PhotoFailure('link-refused', { reason: 'Missing token' });
      const key = await keys.find(keyIdOf(token));
      if (key === undefined) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
      return toLinkedObject(await verifyWith(key, token, clock()), key);
    },
  };
}

function unsigned({ bucket, path, size }: LinkedObject, { id: kid }: Key): SignJWT {
  return new SignJWT({ bucket, path, op: 'GET', ...(size === undefined ? {} : { size }), kid }).setProtectedHeader({
    typ: 'JWT',
    alg: 'HS256',
  }); // clients have seen the header in this order
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

async function verifyWith(key: Key, token: string, currentDate: Date): Promise<JWTPayload> {
  try {
    const required = ['bucket', 'path', 'op'];
    return (await jwtVerify(token, key.bytes, { algorithms: ['HS256'], requiredClaims: required, currentDate }))
      .payload;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw new PhotoFailure('link-expired', {}, { cause });
    const signature =
      cause instanceof errors.JWSSignatureVerificationFailed || cause instanceof errors.JOSEAlgNotAllowed;
    const reason = signature ? 'Invalid token signature' : 'Malformed token';
    throw new PhotoFailure('link-refused', { reason }, { cause });
  }
}

function toLinkedObject(
  { bucket, path, op, size, exp }: JWTPayload,
  { retired }: Key,
): LinkedObject & { readonly until?: Date } {
  if (op !== 'GET') throw new PhotoFailure('link-refused', { reason: 'Operation not allowed' });
  const isSized = typeof size === 'number';
  if (typeof bucket !== 'string' || typeof path !== 'string' || (exp === undefined && !isSized)) {
    throw new PhotoFailure('link-refused', { reason: 'Malformed token' });
  }
  // A key that has retired signed nothing with an end that is still to come, unless it got into other hands.
  if (retired && exp !== undefined) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
  return {
    bucket,
    path,
    ...(isSized ? { size } : {}),
    ...(exp === undefined ? {} : { until: new Date(exp * 1000) }),
  };
}

function seconds(time: Date): number {
  return Math.ceil(time.getTime() / 1000);
}
