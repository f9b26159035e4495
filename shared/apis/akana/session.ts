import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { KeyRing } from '../../identity/key-ring.ts';

/** A session of the Akana API. */
export interface AkanaSession {
  /** A UUID; the session keeps it while it is renewed. */
  readonly id: string;
  /** The caller of the token that opened the session, with no scope but `admin`. */
  readonly caller: Caller;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** A session, and the values of the `Set-Cookie` headers that carry it. */
export interface OpenedSession {
  readonly session: AkanaSession;
  readonly cookies: readonly string[];
}

/** Opens, renews and verifies sessions. */
export interface AkanaSessions {
  readonly settings: AkanaSettings;
  /** A new session of half an hour, or until the caller's token expires. */
  open(caller: Caller): Promise<OpenedSession>;
  /** The same session for half an hour from now, at most until the token that opened it expires. */
  renew(session: AkanaSession): Promise<OpenedSession>;
  /** The session that a Cookie header holds. Refuses with `unauthenticated`. */
  find(cookies: string | undefined): Promise<AkanaSession>;
  /** Whether a request of this method that a cookie authenticates must bring a CSRF token. */
  needsCsrfToken(method: string): boolean;
  /** Refuses with `unauthenticated` any token but the session's own, percent-encoded as in the cookie or decoded. */
  checkCsrfToken(session: Pick<AkanaSession, 'id'>, token: string | undefined): Promise<void>;
}

/** The settings of sessions. */
export interface AkanaSettings {
  /** The `{fedmemberid}` of cookies, headers and user ids. */
  readonly tenant: string;
  /** Whether reads and changes need the CSRF token: `ReadRequestCSRFSupport` and `WriteRequestCSRFSupport`. */
  readonly csrf: { readonly read: boolean; readonly write: boolean };
  /** The public URL of the service, such as `https://photos.example`. */
  readonly publicBaseUrl: string;
}

/** The purposes of the key rings: the keys of sessions do not sign CSRF tokens. */
export const sessionPurpose = 'akana-session';
export const csrfPurpose = 'akana-csrf';

/** "By default, the token is valid for 30 minutes, and then expires unless renewed before expiration." */
export const sessionSeconds = 30 * 60;

/** The names of cookies and header for a tenant; header names are in lower case. */
export function akanaNames(tenant: string) {
  return {
    sessionCookie: `AtmoAuthToken_${tenant}`,
    csrfCookie: `Csrf-Token_${tenant}`,
    csrfHeader: `x-csrf-token_${tenant.toLowerCase()}`,
  };
}

interface SessionParts {
  readonly sessionKeys: KeyRing;
  readonly csrfKeys: KeyRing;
  readonly settings: AkanaSettings;
  readonly clock: () => Date;
}

/** Stateless sessions: the signed cookie contains everything. */
export function openAkanaSessions({ sessionKeys, csrfKeys, settings, clock }: SessionParts): AkanaSessions {
  const { tenant, csrf, publicBaseUrl } = settings;
  const names = akanaNames(tenant);
  const shared = `; Path=/; SameSite=Lax${publicBaseUrl.startsWith('https:') ? '; Secure' : ''}`;

  async function issue(id: string, caller: Caller): Promise<OpenedSession> {
    const issuedAt = clock();
    const end = Math.min(
      issuedAt.getTime() + sessionSeconds * 1000,
      caller.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    );
    const session = { id, caller: keptOf(caller), issuedAt, expiresAt: new Date(end) };
    const attributes = `; Max-Age=${Math.max(0, Math.floor((end - issuedAt.getTime()) / 1000))}${shared}`;
    const text = sessionText(session, tenant);
    const signed = `${text}${beforeSignature}${await sign(sessionKeys, text)}`;
    const cookies = [`${names.sessionCookie}=${encode(signed)}${attributes}; HttpOnly`];
    if (csrf.read || csrf.write) {
      const token = `TokenID=${await sign(csrfKeys, csrfText(id, end))},expirationTime=${end}`;
      cookies.push(`${names.csrfCookie}=${encode(token)}${attributes}`);
    }
    return { session, cookies };
  }

  return {
    settings,
    open: (caller) => issue(randomUUID(), caller),
    renew: ({ id, caller }) => issue(id, caller),

    async find(cookies) {
      const value = decode(cookieOf(cookies, names.sessionCookie));
      const end = value.lastIndexOf(beforeSignature);
      if (end < 0) throw unauthenticated('Missing or malformed session cookie');
      const text = value.slice(0, end);
      await verify(sessionKeys, { text, signature: value.slice(end + beforeSignature.length) });
      const session = parseSession(text, tenant);
      if (session === undefined) throw unauthenticated('The session belongs to another tenant');
      if (session.expiresAt <= clock()) throw unauthenticated('The session has expired');
      return session;
    },

    needsCsrfToken: (method) => (method === 'GET' || method === 'HEAD' ? csrf.read : csrf.write),

    async checkCsrfToken({ id }, token = '') {
      const [, signature = '', end = ''] = /^TokenID=([\w-]+),expirationTime=(\d{1,16})$/.exec(decode(token)) ?? [];
      if (signature === '') throw unauthenticated('Missing or malformed CSRF token');
      await verify(csrfKeys, { text: csrfText(id, Number(end)), signature });
      if (Number(end) <= clock().getTime()) throw unauthenticated('The CSRF token has expired');
    },
  };
}

const beforeSignature = ',sig=';
const keyIdLength = 8;

interface Signed {
  readonly text: string;
  readonly signature: string;
}

/** The signature of a text: the key's id, then the HMAC in base64url. */
async function sign(keys: KeyRing, text: string): Promise<string> {
  const { id, bytes } = await keys.signing();
  return id + hmac(bytes, text);
}

async function verify(keys: KeyRing, { text, signature }: Signed): Promise<void> {
  const key = await keys.find(signature.slice(0, keyIdLength));
  // All signatures of a retired key have expired; a valid one would mean that the key was stolen.
  if (key === undefined || key.retired) throw unauthenticated('The signature is invalid');
  const expected = Buffer.from(hmac(key.bytes, text));
  const given = Buffer.from(signature.slice(keyIdLength));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthenticated('The signature is invalid');
  }
}

function hmac(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** The text that a CSRF token signs. */
function csrfText(sessionId: string, end: number): string {
  return `${sessionId},${end}`;
}

function keptOf({ ownerId, username, scopes, expiresAt }: Caller): Caller {
  return {
    ownerId,
    ...(username === undefined ? {} : { username }),
    accounts: [],
    scopes: new Set(scopes.has('admin') ? ['admin'] : []),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/**
 * The text of the session cookie, with the names and in the order of Akana's cookie. `Scope` and `ValidUntil`, the
 * expiry of the token that opened the session, are ours, and absent if they are empty.
 */
function sessionText({ id, caller, issuedAt, expiresAt }: AkanaSession, tenant: string): string {
  const owner = encodeURIComponent(caller.ownerId);
  const pairs = [
    `TokenID=${id}`,
    `claimed_id=urn:atmosphere:user:${tenant}:${owner}`,
    `issueTime=${issuedAt.getTime()}`,
    `expirationTime=${expiresAt.getTime()}`,
    `UserName=${(caller.username ?? '').replaceAll(/[%,=]/g, encodeURIComponent)}`,
    `UserFDN=${encodeURIComponent(`${caller.ownerId}.${tenant}`).replaceAll('.', '%2E')}`, // doubly encoded in the cookie
    'AttributesIncluded=false',
    ...(caller.scopes.has('admin') ? ['Scope=admin'] : []),
    ...(caller.expiresAt === undefined ? [] : [`ValidUntil=${caller.expiresAt.getTime()}`]),
  ];
  return pairs.join(',');
}

/** The session of a text whose signature is valid; undefined if it belongs to another tenant. */
function parseSession(text: string, tenant: string): AkanaSession | undefined {
  const pairs = new Map(
    text.split(',').map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
  const time = (name: string) => new Date(Number(pairs.get(name)));
  const userFdn = decodeURIComponent(pairs.get('UserFDN') ?? '');
  if (!userFdn.endsWith(`.${tenant}`)) return undefined;
  const username = decodeURIComponent(pairs.get('UserName') ?? '');
  return {
    id: pairs.get('TokenID') ?? '',
    caller: {
      ownerId: userFdn.slice(0, -tenant.length - 1),
      ...(username === '' ? {} : { username }),
      accounts: [],
      scopes: new Set(pairs.has('Scope') ? [pairs.get('Scope') ?? ''] : []),
      ...(pairs.has('ValidUntil') ? { expiresAt: time('ValidUntil') } : {}),
    },
    issuedAt: time('issueTime'),
    expiresAt: time('expirationTime'),
  };
}

/** The first cookie of that name, still encoded. */
function cookieOf(header = '', name: string): string {
  const found = header.split(';').find((pair) => pair.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1) ?? '';
}

/** Encodes as Java's URLEncoder does, which encodes Akana's own cookies. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return ''; // not our encoding
  }
}

function unauthenticated(reason: string): PhotoFailure {
  return new PhotoFailure('unauthenticated', { reason });
}

/** Opens and verifies the sessions of the Akana API. */
export interface AkanaSessionsPart {
  readonly akanaSessions: AkanaSessions;
}
