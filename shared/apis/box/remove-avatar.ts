import { readOwner } from '../../assets/find-owner.ts';
import { removeCurrentPhoto } from '../../assets/remove-photo.ts';
import type { TablePart } from '../../assets/table.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import type { ClockPart } from '../../core/time.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { retain } from '../../photos/retain.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { findManagedUser } from './find-user.ts';

/**
 * `DELETE /2.0/users/{user_id}/avatar`: deletes a user's current photo for good; no other photo becomes current.
 * Refuses with `not-found` if the user has no current photo.
 */
export async function removeBoxAvatar(
  parts: CallersPart & TablePart & StoragePart & ClockPart & ActiveLimitPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { caller, user } = await findManagedUser(parts, request);
  const { ownerId } = user;
  const { photosKeptActive: keep } = parts;
  await retain(parts, { ownerId, keep }); // else the deletion could make an archived photo active again
  await removeCurrentPhoto(parts, { owner: await readOwner(parts.table, ownerId), keep, by: caller.ownerId });
  return { status: 204, headers: { 'Cache-Control': 'no-store' } };
}
