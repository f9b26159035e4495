import { PhotoFailure } from '../core/failure.ts';
import type { KeyRing } from './key-ring.ts';
import { type SignedToken, signToken, tokenSeconds, verifyToken } from './signed-token.ts';

/** The object that a link lets its holder read, or one rendition of it. */
export interface LinkedObject {
  /** The logical bucket, as in the URL. */
  readonly bucket: string;
  /** The object's key. */
  readonly path: string;
  /** The side of the square rendition, in pixels; absent for the object itself. */
  readonly size?: number;
}

/** Signs and verifies the tokens of links. */
export interface LinkTokens {
  /** A token issued at `from` that expires at `until`, both rounded up to whole seconds. */
  sign(object: LinkedObject, life: { from: Date; until: Date }): Promise<string>;
  /** A token for a rendition without an expiry: it is valid while the object exists. */
  signForEver(object: LinkedObject & { size: number }): Promise<string>;
  /** The object of a token, and its expiry if it has one. Refuses with `link-expired` or `link-refused`. */
  verify(token: string | undefined): Promise<LinkedObject & { readonly until?: Date }>;
}

/** The key ring's purpose for links. */
export const linkPurpose = 'signed-link';

/** Signs tokens with the ring's signing key, and verifies them with the key that they name. */
export function openLinkTokens(keys: KeyRing, clock: () => Date): LinkTokens {
  return {
    sign: (object, { from, until }) =>
      signToken(keys, { ...toClaims(object), iat: tokenSeconds(from), exp: tokenSeconds(until) }),

    signForEver: (object) => signToken(keys, toClaims(object)),

    async verify(token) {
      return toLinkedObject(await verifyToken(keys, { token, requiredClaims: ['bucket', 'path', 'op'], now: clock() }));
    },
  };
}

function toClaims({ bucket, path, size }: LinkedObject) {
  return { bucket, path, op: 'GET', ...(size === undefined ? {} : { size }) };
}

function toLinkedObject({
  claims: { bucket, path, op, size, exp },
  key: { retired },
}: SignedToken): LinkedObject & { readonly until?: Date } {
  if (op !== 'GET') throw new PhotoFailure('link-refused', { reason: 'Operation not allowed' });
  const isSized = typeof size === 'number';
  if (typeof bucket !== 'string' || typeof path !== 'string' || (exp === undefined && !isSized)) {
    throw new PhotoFailure('link-refused', { reason: 'Malformed token' });
  }
  // Every token with an expiry that a retired key signed has expired: this one was forged with a leaked key.
  if (retired && exp !== undefined) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
  return {
    bucket,
    path,
    ...(isSized ? { size } : {}),
    ...(exp === undefined ? {} : { until: new Date(exp * 1000) }),
  };
}

/** Signs and verifies links. */
export interface LinkTokensPart {
  readonly linkTokens: LinkTokens;
}
