import { changeProfile } from '../../assets/change-profile.ts';
import { chooseAvatar, clearAvatar } from '../../assets/choose-avatar.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Caller } from '../../core/caller.ts';
import type { PhotoKey } from '../../core/photo-key.ts';
import type { ClockPart } from '../../core/time.ts';
import { type HttpRequest, type HttpResponse, readJsonObject } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { permitChange } from '../../photos/permissions.ts';
import { toStorageEvent } from '../../photos/storage-event.ts';
import type { QueuePart } from '../../storage/queue.ts';
import { type AccountChange, readAccountChange } from './read-account-change.ts';
import { accountRelations, chooseAccount, verifySession } from './session.ts';
import { answerWithAccount } from './show-account.ts';

/** `PUT /account/me`: changes the profile and the chosen avatar, and answers with the account. */
export async function changeAccount(
  parts: CallersPart & TablePart & QueuePart & ClockPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const caller = await verifySession(request.headers.authorization, parts.verifyCaller);
  const change = readAccountChange(readJsonObject(request));
  const chosen = await chooseAccount(parts, { caller, login: change.login ?? request.query.login?.[0] });
  const { ownerId } = await permitChange(parts, { caller, ...chosen, by: accountRelations });
  const moved = await apply(parts, { ...change, ownerId, caller });
  // If the chosen avatar changed, more photos than the limit may be active.
  if (moved !== undefined) await parts.queue.send(toStorageEvent(moved, parts.clock()));
  return answerWithAccount(parts, { caller, ownerId });
}

/** Returns the photo that became the chosen avatar, or no longer is it. */
async function apply(
  parts: TablePart & ClockPart,
  { ownerId, caller, avatar, profile }: AccountChange & { readonly ownerId: string; readonly caller: Caller },
): Promise<PhotoKey | undefined> {
  if (avatar) return chooseAvatar(parts, { ownerId, ...avatar, by: caller.ownerId, scope: 'public', profile });
  const username = ownerId === caller.ownerId ? caller.username : undefined;
  await changeProfile(parts, { ownerId, username, profile });
  const cleared = avatar === null ? await clearAvatar(parts.table, ownerId) : undefined;
  return cleared && { ownerId, id: cleared.assetId, extension: cleared.extension };
}
