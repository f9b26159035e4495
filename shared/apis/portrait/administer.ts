import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { requireAdministrator } from '../../photos/permissions.ts';

type Verb<Parts> = (parts: Parts, request: HttpRequest) => Promise<HttpResponse>;

/** A verb for callers whose token has the scope `admin`. It also works on inactive accounts. */
export function administer<Parts>(verb: Verb<Parts>): Verb<Parts & CallersPart> {
  return async (parts, request) => {
    requireAdministrator(await parts.verifyCaller(request.headers.authorization));
    return verb(parts, request);
  };
}
