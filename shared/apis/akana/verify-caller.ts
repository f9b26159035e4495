import type { Caller } from '../../core/caller.ts';
import { queryValue, type RequestHead } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import type { Relation } from '../../photos/permissions.ts';
import { type AkanaSession, type AkanaSessionsPart, akanaNames } from './session.ts';

type VerifyingParts = CallersPart & AkanaSessionsPart;

/** A caller of the Akana API, with the CSRF token that has not been checked yet. */
interface AkanaCaller {
  readonly caller: Caller;
  /**
   * The session that must show its CSRF token; undefined if the caller has no cookie, or the request needs no token.
   */
  readonly session?: AkanaSession;
  /** The CSRF token in the header or the query. */
  readonly csrfToken?: string;
}

/**
 * The caller of the Akana API, by a token in Authorization, else by the session in the cookie. Browsers send cookies
 * with requests of other sites too, so a request that a cookie authenticates must bring the session's CSRF token, in
 * the header or in the query. Refuses with `unauthenticated`.
 */
export async function verifyAkanaCaller(parts: VerifyingParts, request: RequestHead): Promise<Caller> {
  const { caller, session, csrfToken } = await findAkanaCaller(parts, request);
  if (session !== undefined) await parts.akanaSessions.checkCsrfToken(session, csrfToken);
  return caller;
}

/** The same without a check of the CSRF token, which may be in the form. */
export async function findAkanaCaller(
  { verifyCaller, akanaSessions }: VerifyingParts,
  request: RequestHead,
): Promise<AkanaCaller> {
  if (request.headers.authorization !== undefined) return { caller: await verifyCaller(request.headers.authorization) };
  const session = await akanaSessions.find(request.headers.cookie);
  if (!akanaSessions.needsCsrfToken(request.method)) return { caller: session.caller };
  const name = akanaNames(akanaSessions.settings.tenant).csrfHeader;
  const csrfToken = request.headers[name] ?? queryValue(request, name);
  return { caller: session.caller, session, ...(csrfToken === undefined ? {} : { csrfToken }) };
}

/** The relations by which a caller may change a user, and a picture by its uploader. */
export const akanaRelations: readonly Relation[] = ['self', 'administrator'];
