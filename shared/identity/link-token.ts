import { createHash, hkdfSync } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { PhotoFailure } from '../core/failure.ts';

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

/** Signs and verifies links with a key of their own, derived from the master secret (HKDF, RFC 5869). */
export function openLinkTokens(masterSecret: string, clock: () => Date): LinkTokens {
  const key = new Uint8Array(hkdfSync('sha256', masterSecret, '', 'portrait/signed-link', 32));
  // names the key without giving anything of it away, so that keys can follow one another
  const keyId = createHash('sha256').update('key-id').update(key).digest('base64url').slice(0, 8);

  return {
    sign: ({ bucket, path }, { from, until }) =>
      new SignJWT({ bucket, path, op: 'GET', kid: keyId })
        .setProtectedHeader({ typ: 'JWT', alg: 'HS256' }) // clients have seen the header in this order
        .setIssuedAt(seconds(from))
        .setExpirationTime(seconds(until))
        .sign(key),

    async verify(token) {
      if (token === undefined || token === '') throw new PhotoFailure('link-refused', { reason: 'Missing token' });
      return toLinkedObject(await verifyWith(key, token, clock()));
    },
  };
}

async function verifyWith(key: Uint8Array, token: string, currentDate: Date): Promise<JWTPayload> {
  try {
    const required = ['bucket', 'path', 'op', 'exp'];
    return (await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: required, currentDate })).payload;
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
