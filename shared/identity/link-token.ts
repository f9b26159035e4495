import { PhotoFailure } from '../core/failure.ts';
import type { KeyRing } from './key-ring.ts';
import { type SignedToken, signToken, tokenSeconds, verifyToken } from './signed-token.ts';

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
    sign: (object, { from, until }) =>
      signToken(keys, { ...toClaims(object), iat: tokenSeconds(from), exp: tokenSeconds(until) }),

    signForEver: (object) => signToken(keys, toClaims(object)),

    async verify(token) {
      return toLinkedObject(await verifyToken(keys, token, { requiredClaims: ['bucket', 'path', 'op'], now: clock() }));
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
  // A key that has retired signed nothing with an end that is still to come, unless it got into other hands.
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
