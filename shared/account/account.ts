import { findOwner } from '../assets/find.ts';
import { changeProfile, chooseAvatar, clearAvatar } from '../assets/put-in-place.ts';
import { accountObject, chosenAccount, readAccountChange, verifySession } from '../dialects/account-avatar.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../http/message.ts';
import { toStorageEvent } from '../retention/storage-event.ts';
import type { Service } from '../service.ts';

/** `GET` and `PUT` of the caller's account. */
export async function answerAccount(service: Service, request: HttpRequest): Promise<HttpResponse> {
  const caller = await verifySession(request.headers.authorization, service.verifyCaller);
  const { table, clock, queue } = service;
  let ownerId = chosenAccount(caller, request.query.login?.[0]);

  if (request.method === 'PUT') {
    const { login, avatar, profile } = readAccountChange(readJsonObject(request));
    ownerId = chosenAccount(caller, login ?? request.query.login?.[0]);
    const username = ownerId === caller.ownerId ? caller.username : undefined;
    if (avatar === undefined) await changeProfile(table, { ownerId, username, profile }, clock);
    else if (avatar === null) {
      await changeProfile(table, { ownerId, username, profile }, clock);
      const cleared = await clearAvatar(table, ownerId);
      if (cleared !== undefined) {
        await queue.send(toStorageEvent({ ownerId, id: cleared.assetId, extension: cleared.extension }, clock()));
      }
    } else {
      const photo = await chooseAvatar(
        table,
        { ownerId, assetId: avatar, by: caller.ownerId, scope: 'public', profile },
        clock,
      );
      await queue.send(toStorageEvent(photo, clock()));
    }
  }
  return json(200, accountObject(ownerId, caller, await findOwner(table, ownerId)));
}
