import { PhotoFailure } from '../../core/failure.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import type { AkanaSession, AkanaSettings, OpenedSession } from './session.ts';
import { avatarUrl, toUserId } from './user-id.ts';

type LoginService = Pick<Service, 'verifyCaller' | 'akanaSessions'>;

/** Logs in, says who is logged in, and renews the session. */
export async function answerLogin(service: LoginService, request: HttpRequest): Promise<HttpResponse> {
  if (request.method === 'GET') return showLogin(service, request);
  return request.resource === '/api/login' ? logIn(service, request) : renewLogin(service, request);
}

/**
 * `POST /api/login`: opens a session for a token, which stands in Authorization or where the API has the password, since
 * there are no passwords here. The e-mail beside it is not looked at: the token says who it is.
 */
async function logIn(service: LoginService, request: HttpRequest): Promise<HttpResponse> {
  const authorization = request.headers.authorization ?? bearer(readJsonObject(request).password);
  const caller = await service.verifyCaller(authorization);
  return answer(service, await service.akanaSessions.open(caller));
}

/** `GET /api/login/status`: the answer to the login once more. */
async function showLogin(service: LoginService, request: HttpRequest): Promise<HttpResponse> {
  const session = await service.akanaSessions.find(request.headers.cookie);
  return answer(service, { session, cookies: [] });
}

/** `POST /api/login/renewToken`: puts the end of the session off, by new cookies. */
async function renewLogin(service: LoginService, request: HttpRequest): Promise<HttpResponse> {
  const session = await service.akanaSessions.find(request.headers.cookie);
  return answer(service, await service.akanaSessions.renew(session));
}

function bearer(password: unknown): string {
  if (typeof password !== 'string') throw new PhotoFailure('unauthenticated', { reason: 'No token' });
  return `Bearer ${password}`;
}

function answer({ akanaSessions }: LoginService, { session, cookies }: OpenedSession): HttpResponse {
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
    loginState: 'complete', // nothing is ever pending here
    authTokenValidUntil: expiresAt.toISOString(),
    loginDomainId: `siteusers.${tenant}`,
    pendingNotifications: 0,
  };
}
