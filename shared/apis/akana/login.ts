import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { permitChange } from '../../photos/permissions.ts';
import type { AkanaSession, AkanaSessionsPart, AkanaSettings, OpenedSession } from './session.ts';
import { avatarUrl, toUserId } from './user-id.ts';

/**
 * `POST /api/login`: opens a session for a token, in the Authorization header or in the field `password`, since
 * Portrait has no passwords. The e-mail beside it is ignored: the token names the caller. Refuses an inactive account.
 */
export async function logIn(
  parts: CallersPart & AkanaSessionsPart & TablePart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const authorization = request.headers.authorization ?? bearer(readJsonObject(request).password);
  const caller = await parts.verifyCaller(authorization);
  await permitChange(parts, { caller, ownerId: caller.ownerId, by: ['self'] });
  return answer(parts, await parts.akanaSessions.open(caller));
}

/** `GET /api/login/status`: the same answer as to the login. */
export async function showLogin(parts: AkanaSessionsPart, request: HttpRequest): Promise<HttpResponse> {
  const session = await parts.akanaSessions.find(request.headers.cookie);
  return answer(parts, { session, cookies: [] });
}

/** `POST /api/login/renewToken`: extends the session, by new cookies. Refuses an inactive account. */
export async function renewLogin(parts: AkanaSessionsPart & TablePart, request: HttpRequest): Promise<HttpResponse> {
  const session = await parts.akanaSessions.find(request.headers.cookie);
  const { caller } = session;
  await permitChange(parts, { caller, ownerId: caller.ownerId, by: ['self'] });
  return answer(parts, await parts.akanaSessions.renew(session));
}

function bearer(password: unknown): string {
  if (typeof password !== 'string') throw new PhotoFailure('unauthenticated', { reason: 'Missing or malformed token' });
  return `Bearer ${password}`;
}

function answer({ akanaSessions }: AkanaSessionsPart, { session, cookies }: OpenedSession): HttpResponse {
  return { ...json(200, loginResponse(session, akanaSessions.settings)), ...(cookies.length > 0 ? { cookies } : {}) };
}

/** @see https://help.akana.com/content/current/cm/api/obj/o_login_LoginResponse.htm */
function loginResponse({ caller, expiresAt }: AkanaSession, { tenant, publicBaseUrl }: AkanaSettings): object {
  const userId = toUserId(caller.ownerId, tenant);
  return {
    userName: caller.username ?? caller.ownerId,
    status: 'Success',
    avatarURL: avatarUrl(userId, publicBaseUrl),
    userFDN: userId,
    loginState: 'complete', // no step is ever pending
    authTokenValidUntil: expiresAt.toISOString(),
    loginDomainId: `siteusers.${tenant}`,
    pendingNotifications: 0,
  };
}
