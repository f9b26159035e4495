import { changeProfile } from '../../assets/change-profile.ts';
import { chooseAvatar, clearAvatar } from '../../assets/choose-avatar.ts';
import { findOwner } from '../../assets/find-owner.ts';
import type { Caller } from '../../core/caller.ts';
import type { PhotoKey } from '../../core/photo-key.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import { toStorageEvent } from '../../photos/storage-event.ts';
import type { Service } from '../../service/service.ts';
import { type AccountChange, accountObject, chosenAccount, readAccountChange, verifySession } from './account.ts';

type AccountService = Pick<Service, 'verifyCaller' | 'table' | 'queue' | 'clock'>;

/** The caller's account: shown by `GET`; by `PUT` changed and then shown. */
export async function answerAccount(service: AccountService, request: HttpRequest): Promise<HttpResponse> {
  const caller = await verifySession(request.headers.authorization, service.verifyCaller);
  const asked = request.query.login?.[0];
  if (request.method !== 'PUT') return show(service, caller, await chosenAccount(service, caller, asked));

  const change = readAccountChange(readJsonObject(request));
  const ownerId = await chosenAccount(service, caller, change.login ?? asked);
  const moved = await apply(service, caller, { ...change, ownerId });
  // Where the choice has moved, there may be a photo more than are kept.
  if (moved !== undefined) await service.queue.send(toStorageEvent(moved, service.clock()));
  return show(service, caller, ownerId);
}

async function show({ table }: Pick<Service, 'table'>, caller: Caller, ownerId: string): Promise<HttpResponse> {
  return json(200, accountObject(ownerId, caller, await findOwner(table, ownerId)));
}

/** Answers the photo that was chosen, or is no longer. */
async function apply(
  { table, clock }: Pick<Service, 'table' | 'clock'>,
  caller: Caller,
  { ownerId, avatar, profile }: AccountChange & { ownerId: string },
): Promise<PhotoKey | undefined> {
  if (avatar)
    return chooseAvatar({ table, clock }, { ownerId, ...avatar, by: caller.ownerId, scope: 'public', profile });
  const username = ownerId === caller.ownerId ? caller.username : undefined;
  await changeProfile({ table, clock }, { ownerId, username, profile });
  const cleared = avatar === null ? await clearAvatar(table, ownerId) : undefined;
  return cleared && { ownerId, id: cleared.assetId, extension: cleared.extension };
}
