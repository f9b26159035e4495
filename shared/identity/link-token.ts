import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { PhotoFailure } from '../core/failure.ts';
import type { Key, KeyRing } from './key-ring.ts';

/** What a link lets its holder read: exactly one object. */
export interface LinkedObject {
  /** The logical bucket, as it stands in the URL. */
  readonly bucket: string;
  /** The object's key. */
  readonly path: string;
}

export interface LinkTokens {
  /** A token that is valid from `from` until `until`, both rounded up to whole seconds. */
  sign(object: LinkedObject, life: { from: Date; until: Date }): Promise<string>;
  /** What a token lets its holder read, and until when. Refuses with `link-expired` or `link-refused`. */
  verify(token: string | undefined): Promise<LinkedObject & { readonly until: Date }>;
}

/** The key ring's purpose that signs links. */
export const linkPurpose = 'signed-link';

/** Signs links with the ring's signing key, and verifies them with the one that they name. */
export function openLinkTokens(keys: KeyRing, clock: () => Date): LinkTokens {
  return {
    async sign({ bucket, path }, { from, until }) {
      const key = await keys.signing();
      return new SignJWT({ bucket, path, op: 'GET', kid: key.id })
        .setProtectedHeader({ typ: 'JWT', alg: 'HS256' }) // clients have seen the header in this order
        .setIssuedAt(seconds(from))
        .setExpirationTime(seconds(until))
        .sign(key.bytes);
    },

    async verify(token) {
      if (token === undefined || token === '') throw new PhotoFailure('link-refused', { reason: 'Missing token' });
      const key = await keys.find(keyIdOf(token));
      if (key === undefined) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
      return toLinkedObject(await verifyWith(key, token, clock()));
    },
  };
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
    const required = ['bucket', 'path', 'op', 'exp'];
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

function toLinkedObject({ bucket, path, op, exp }: JWTPayload): LinkedObject & { until: Date } {
  if (op !== 'GET') throw new PhotoFailure('link-refused', { reason: 'Operation not allowed' });
  if (typeof bucket !== 'string' || typeof path !== 'string' || exp === undefined) {
    throw new PhotoFailure('link-refused', { reason: 'Malformed token' });
  }
  return { bucket, path, until: new Date(exp * 1000) };
}

function seconds(time: Date): number {
  return Math.ceil(time.getTime() / 1000);
}
