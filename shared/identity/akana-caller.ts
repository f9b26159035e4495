import type { Caller } from '../core/caller.ts';
import { queryValue, type RequestHead } from '../http/message.ts';
import type { Service } from '../service/service.ts';
import { akanaNames } from './akana-session.ts';

/**
 * Who calls the Akana API: a token in Authorization, else the session that the cookie holds. A browser sends a cookie of
 * its own accord, so that what it authenticates must also bring the session's CSRF token: in the header, in the query,
 * or, for forms in an iframe, which have no headers, in a field of the form. Refuses with `unauthenticated`.
 */
export async function verifyAkanaCaller(
  { verifyCaller, akanaSessions }: Pick<Service, 'verifyCaller' | 'akanaSessions'>,
  request: RequestHead,
  formField: (name: string) => Promise<string | undefined> = async () => undefined,
): Promise<Caller> {
  if (request.headers.authorization !== undefined) return verifyCaller(request.headers.authorization);
  const session = await akanaSessions.find(request.headers.cookie);
  if (akanaSessions.needsCsrfToken(request.method)) {
    const name = akanaNames(akanaSessions.settings.tenant).csrfHeader;
    const token = request.headers[name] ?? queryValue(request, name) ?? (await formField(name));
    await akanaSessions.checkCsrfToken(session, token);
  }
  return session.caller;
}
