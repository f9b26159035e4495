import { randomBytes } from 'node:crypto';
import { after, before } from 'node:test';
import { SignJWT } from 'jose';
import { startLocalService, temporaryFolder } from './local-service.ts';

/** The service under test as its clients see it: an address, and the secret of its tokens. */
export interface Portrait {
  readonly url: string;
  /** Signs tokens for the service (HS256). */
  readonly secret: string;
}

/** A new owner with a token. */
export interface Owner {
  readonly id: string;
  readonly token: string;
}

export type Claims = Readonly<Record<string, unknown>>;

/**
 * The service under test, while the tests of the calling file run: the one at `PORTRAIT_URL`, whose tokens
 * `AUTH_JWT_SECRET` signs, or else a local one with a temporary data folder.
 */
export function usePortrait(): Portrait {
  const { PORTRAIT_URL: url, AUTH_JWT_SECRET: secret } = process.env;
  if (url) {
    if (!secret) throw new Error('PORTRAIT_URL needs AUTH_JWT_SECRET too: the suite signs its own tokens');
    return { url: url.replace(/\/+$/, ''), secret };
  }
  const local = { url: '', secret: randomBytes(32).toString('hex') };
  let stop = async () => {};
  before(async () => {
    const folder = await temporaryFolder();
    stop = folder.remove;
    const service = await startLocalService({ dataDir: folder.path, variables: { AUTH_JWT_SECRET: local.secret } });
    local.url = service.url;
    stop = async () => {
      await service.end('SIGTERM');
      await folder.remove();
    };
  });
  after(() => stop());
  return local;
}

/** A JWT with these claims, valid for an hour unless they contain `exp`. */
export function signToken(secret: string, claims: Claims, algorithm = 'HS256'): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { AUTH_ISSUER: iss, AUTH_AUDIENCE: aud } = process.env;
  const configured = { ...(iss ? { iss } : {}), ...(aud ? { aud } : {}) };
  return new SignJWT({ iat: now, exp: now + 3600, ...configured, ...claims })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}

/** An id that no earlier run against the same service has used; it ends with `ending`. */
export function freshId(ending = ''): string {
  return `e2e-${randomBytes(6).toString('hex')}${ending}`;
}

export async function newOwner({ secret }: Portrait, claims: Claims = {}): Promise<Owner> {
  const id = typeof claims.sub === 'string' ? claims.sub : freshId();
  return { id, token: await signToken(secret, { sub: id, session: 'SESSION_USER', ...claims }) };
}

export function bearer({ token }: Pick<Owner, 'token'>): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}
