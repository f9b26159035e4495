import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { KeyRing } from '../../identity/key-ring.ts';

/** Who has logged in to the Akana API, and until when. */
export interface AkanaSession {
  /** A UUID; the session keeps it while it is renewed. */
  readonly id: string;
  /** The caller of the token that the session was opened with, of whose scopes it keeps `admin` alone. */
  readonly caller: Caller;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** A session with what its holder is to keep, each the value of a `Set-Cookie`. */
export interface OpenedSession {
  readonly session: AkanaSession;
  readonly cookies: readonly string[];
}

export interface AkanaSessions {
  readonly settings: AkanaSettings;
  /** A new session of half an hour, or until the caller's token ends. */
  open(caller: Caller): Promise<OpenedSession>;
  /** The same session for half an hour from now, though never beyond the end of the token that it was opened with. */
  renew(session: AkanaSession): Promise<OpenedSession>;
  /** The session that a Cookie header holds. Refuses with `unauthenticated`. */
  find(cookies: string | undefined): Promise<AkanaSession>;
  /** Whether a request of this method that a cookie authenticates must bring a CSRF token. */
  needsCsrfToken(method: string): boolean;
  /** Refuses with `unauthenticated` any token but the session's own, as it stands in the cookie or decoded. */
  checkCsrfToken(session: Pick<AkanaSession, 'id'>, token: string | undefined): Promise<void>;
}

export interface AkanaSettings {
  /** The `{fedmemberid}` of cookies, headers and user ids. */
  readonly tenant: string;
  /** For which requests the CSRF token is asked: `ReadRequestCSRFSupport` and `WriteRequestCSRFSupport`. */
  readonly csrf: { readonly read: boolean; readonly write: boolean };
  /** What users reach the service by, such as `https://photos.example`. */
  readonly publicBaseUrl: string;
}

/** The key ring's purposes: what signs sessions signs no CSRF token. */
export const sessionPurpose = 'akana-session';
export const csrfPurpose = 'akana-csrf';

/** "By default, the token is valid for 30 minutes, and then expires unless renewed before expiration." */
export const sessionSeconds = 30 * 60;

/** The names that clients look for; header names are compared in lower case. */
export function akanaNames(tenant: string) {
  return {
    sessionCookie: `AtmoAuthToken_${tenant}`,
    csrfCookie: `Csrf-Token_${tenant}`,
    csrfHeader: `x-csrf-token_${tenant.toLowerCase()}`,
  };
}

interface Parts {
  readonly sessionKeys: KeyRing;
  readonly csrfKeys: KeyRing;
  readonly settings: AkanaSettings;
  readonly clock: () => Date;
}

/** Sessions that lie with their holders alone: everything is in the cookie, signed. */
export function openAkanaSessions({ sessionKeys, csrfKeys, settings, clock }: Parts): AkanaSessions {
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
      await verify(sessionKeys, text, value.slice(end + beforeSignature.length));
      const session = parseSession(text, tenant);
      if (session === undefined) throw unauthenticated('The session belongs to another tenant');
      if (session.expiresAt <= clock()) throw unauthenticated('The session has expired');
      return session;
    },

    needsCsrfToken: (method) => (method === 'GET' || method === 'HEAD' ? csrf.read : csrf.write),

    async checkCsrfToken({ id }, token = '') {
      const [, signature = '', end = ''] = /^TokenID=([\w-]+),expirationTime=(\d{1,16})$/.exec(decode(token)) ?? [];
      if (signature === '') throw unauthenticated('Missing or malformed CSRF token');
      await verify(csrfKeys, csrfText(id, Number(end)), signature);
      if (Number(end) <= clock().getTime()) throw unauthenticated('The CSRF token has expired');
    },
  };
}

const beforeSignature = ',sig=';
const keyIdLength = 8;

/** The key's id and, behind it, the HMAC: base64url as a whole. */
async function sign(keys: KeyRing, text: string): Promise<string> {
  const { id, bytes } = await keys.signing();
  return id + hmac(bytes, text);
}

async function verify(keys: KeyRing, text: string, signature: string): Promise<void> {
  const key = await keys.find(signature.slice(0, keyIdLength));
  // Nothing that a retired key has signed is still valid, unless the key got into other hands.
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

/** What a CSRF token says yes to. */
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
 * What the cookie says, in the order and the names of Akana's own. `Scope` and `ValidUntil`, the end of the token that
 * the session was opened with, are ours, and there only where there is something to say.
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

/** The session of a text whose signature is good; undefined where it is another tenant's. */
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

/** The first cookie of that name, as it stands there. */
function cookieOf(header = '', name: string): string {
  const found = header.split(';').find((pair) => pair.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1) ?? '';
}

/** As Java's URLEncoder writes it, which Akana's own cookies come from. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return ''; // no encoding of ours
  }
}

function unauthenticated(reason: string): PhotoFailure {
  return new PhotoFailure('unauthenticated', { reason });
}

/** Opens and verifies the sessions of the Akana API. */
export interface AkanaSessionsPart {
  readonly akanaSessions: AkanaSessions;
}
