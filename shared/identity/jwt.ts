import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { cutUsername } from '../core/asset-metadata.ts';
import type { Caller } from '../core/caller.ts';
import { PhotoFailure } from '../core/failure.ts';
import { isOwnerId } from '../core/photo-key.ts';
import type { Secret } from './secret.ts';

/** Whose tokens are accepted: those signed with a shared secret, or with the keys of a JWKS. */
export interface TokenTrust {
  readonly key: { readonly secret: Secret } | { readonly jwksUrl: URL };
  /** The required `iss` claim; absent to accept any. */
  readonly issuer?: string;
  /** The required `aud` claim; absent to accept any. */
  readonly audience?: string;
}

/** Returns the caller of an Authorization header. Refuses with `unauthenticated` if it has no valid token. */
export type VerifyCaller = (authorization: string | undefined) => Promise<Caller>;

/** Verifies callers by their Authorization header. */
export interface CallersPart {
  readonly verifyCaller: VerifyCaller;
}

/**
 * Verifies JWTs with the configured key, whose kind fixes the algorithm: HS256 for a secret, RS256 or ES256 for a JWKS.
 * The header holds the bare token, or `Bearer` in any case and the token. Throws the cause if the JWKS cannot be
 * fetched.
 */
export function openJwt(trust: TokenTrust, clock: () => Date): VerifyCaller {
  const verify = verifier(trust);
  return async (authorization) => {
    const [, token] = /^(?:bearer +)?([^\s,]+)$/i.exec(authorization?.trim() ?? '') ?? [];
    if (token === undefined) throw new PhotoFailure('unauthenticated', { reason: 'Missing or malformed token' });
    try {
      return toCaller(await verify(token, clock()));
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError) || jwksUnavailable.has(cause.code)) throw cause;
      throw new PhotoFailure('unauthenticated', { reason: reasonOf(cause), cause });
    }
  };
}

function verifier({ key, issuer, audience }: TokenTrust): (token: string, now: Date) => Promise<JWTPayload> {
  const checks: JWTVerifyOptions = {
    requiredClaims: ['sub'],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  if ('secret' in key) {
    return async (token, currentDate) => {
      const secret = new TextEncoder().encode(await key.secret());
      return (await jwtVerify(token, secret, { ...checks, currentDate, algorithms: ['HS256'] })).payload;
    };
  }
  const keys = createRemoteJWKSet(key.jwksUrl);
  return async (token, currentDate) =>
    (await jwtVerify(token, keys, { ...checks, currentDate, algorithms: ['RS256', 'ES256'] })).payload;
}

function toCaller(claims: JWTPayload): Caller {
  const { sub, username, session, accounts, scope, exp } = claims;
  if (typeof sub !== 'string' || !isOwnerId(sub)) {
    throw new PhotoFailure('unauthenticated', { reason: 'The claim sub is not 1 to 128 printable characters' });
  }
  return {
    ownerId: sub,
    ...(typeof username === 'string' && username !== '' ? { username: cutUsername(username) } : {}),
    ...(session === 'SESSION_USER' || session === 'SESSION_CUSTOMER' ? { session } : {}),
    accounts: Array.isArray(accounts) ? accounts.flatMap(toAccount) : [],
    scopes: new Set(typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : []),
    ...(exp === undefined ? {} : { expiresAt: new Date(Math.min(exp * 1000, lastTime)) }),
  };
}

/** The maximum of `Date`, in milliseconds; some issuers' tokens expire later. */
const lastTime = 8.64e15;

/** A valid owner id among the claim `accounts`; some issuers write account ids as numbers. */
function toAccount(value: unknown): readonly string[] {
  const account = typeof value === 'number' ? String(value) : value;
  return typeof account === 'string' && isOwnerId(account) ? [account] : [];
}

/** Failures to fetch the JWKS: an error of ours, not of the caller. */
const jwksUnavailable: ReadonlySet<string> = new Set([
  'ERR_JOSE_GENERIC',
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
]);

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The claim ${error.claim} of the token is missing or invalid`;
  return 'The token is invalid';
}
