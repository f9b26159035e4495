import { type CryptoKey, SignJWT } from 'jose';
import { openJwt, type TokenTrust } from '../../shared/identity/jwt.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';
import { now } from './sample-asset.ts';

export const secret = 'a token secret of more than 32 characters';
/** The time `now` in Unix seconds. */
export const seconds = now.getTime() / 1000;
export const claims = { sub: '64abc123def456789', exp: seconds + 60 };
export const unauthenticated = { name: 'PhotoFailure', code: 'unauthenticated' };

type Key = CryptoKey | Uint8Array;

/** A token with arbitrary claims. */
export function sign(
  payload: Readonly<Record<string, unknown>>,
  key: Key = Buffer.from(secret),
  header: { alg?: string; kid?: string } = {},
) {
  return new SignJWT({ ...payload }).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header }).sign(key);
}

/** A verifier of tokens by the secret, or by another trust, at the time `now`. */
export function verifierOf(trust: Partial<TokenTrust> = {}) {
  return openJwt({ key: { secret: fixedSecret(secret) }, ...trust }, () => now);
}
