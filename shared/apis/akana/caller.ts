import type { Caller } from '../../core/caller.ts';
import { queryValue, type RequestHead } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import type { Relation } from '../../photos/permissions.ts';
import type { AkanaSessionsPart } from './session.ts';
import { type AkanaSession, akanaNames } from './session.ts';

type Identifying = CallersPart & AkanaSessionsPart;

/** The caller of the Akana API, and what it has yet to prove. */
export interface AkanaCaller {
  readonly caller: Caller;
  /** The session that must show its CSRF token; undefined if the caller has no cookie, or the request needs no token. */
  readonly session?: AkanaSession;
  /** The CSRF token in the header or the query. */
  readonly csrfToken?: string;
}

/**
 * The caller of the Akana API, by a token in Authorization, else by the session in the cookie. Browsers send cookies with
 * requests of other sites too, so a request that a cookie authenticates must bring the session's CSRF token, in the header or
 * in the query. Refuses with `unauthenticated`.
 */
export async function verifyAkanaCaller(service: Identifying, request: RequestHead): Promise<Caller> {
  const { caller, session, csrfToken } = await findAkanaCaller(service, request);
  if (session !== undefined) await service.akanaSessions.checkCsrfToken(session, csrfToken);
  return caller;
}

/** The same without a check of the CSRF token, which may stand in the form. */
export async function findAkanaCaller(
  { verifyCaller, akanaSessions }: Identifying,
  request: RequestHead,
): Promise<AkanaCaller> {
  if (request.headers.authorization !== undefined) return { caller: await verifyCaller(request.headers.authorization) };
  const session = await akanaSessions.find(request.headers.cookie);
  if (!akanaSessions.needsCsrfToken(request.method)) return { caller: session.caller };
  const name = akanaNames(akanaSessions.settings.tenant).csrfHeader;
  const csrfToken = request.headers[name] ?? queryValue(request, name);
  return { caller: session.caller, session, ...(csrfToken === undefined ? {} : { csrfToken }) };
}

/** How a caller may stand to a user, or to the uploader of a picture, in order to change it. */
export const akanaRelations: readonly Relation[] = ['self', 'administrator'];
