import { findOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Caller } from '../../core/caller.ts';
import { type HttpRequest, type HttpResponse, json } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { accountObject } from './account-object.ts';
import { chooseAccount, verifySession } from './session.ts';

/** `GET /account/me`: the caller's account, or the one that `?login=` names. */
export async function showAccount(parts: CallersPart & TablePart, request: HttpRequest): Promise<HttpResponse> {
  const caller = await verifySession(request.headers.authorization, parts.verifyCaller);
  const { ownerId } = await chooseAccount(parts, { caller, login: request.query.login?.[0] });
  return answerWithAccount(parts, { caller, ownerId });
}

/** The answer with an account as it is stored now. */
export async function answerWithAccount(
  { table }: TablePart,
  { caller, ownerId }: { readonly caller: Caller; readonly ownerId: string },
): Promise<HttpResponse> {
  return json(200, accountObject({ ownerId, caller, owner: await findOwner(table, ownerId) }));
}
