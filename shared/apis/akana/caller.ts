import type { Caller } from '../../core/caller.ts';
import { queryValue, type RequestHead } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import { type AkanaSession, akanaNames } from './session.ts';

type Identifying = Pick<Service, 'verifyCaller' | 'akanaSessions'>;

/** Who calls the Akana API, and what is still to be proved. */
export interface AkanaCaller {
  readonly caller: Caller;
  /** The session that must show its CSRF token; none where no cookie authenticates, or none is asked for. */
  readonly session?: AkanaSession;
  /** As the header or the query brings it. */
  readonly csrfToken?: string;
}

/**
 * Who calls the Akana API: a token in Authorization, else the session that the cookie holds. A browser sends a cookie of
 * its own accord, so that what it authenticates must also bring the session's CSRF token, in the header or in the query.
 * Refuses with `unauthenticated`.
 */
export async function verifyAkanaCaller(service: Identifying, request: RequestHead): Promise<Caller> {
  const { caller, session, csrfToken } = await findAkanaCaller(service, request);
  if (session !== undefined) await service.akanaSessions.checkCsrfToken(session, csrfToken);
  return caller;
}

/** The same without a look at the CSRF token, which may stand elsewhere, too. */
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
