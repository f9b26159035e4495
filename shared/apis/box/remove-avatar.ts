import { readOwner } from '../../assets/find.ts';
import { removeCurrentPhoto } from '../../assets/remove.ts';
import type { TablePart } from '../../assets/table.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import type { ClockPart } from '../../core/time.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { retain } from '../../photos/retain.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { findManagedUser } from './find-user.ts';

type RemoveService = CallersPart & TablePart & StoragePart & ClockPart & ActiveLimitPart;

/**
 * Deletes a user's current photo for good; none of the others takes its place. Refuses with `not-found` where there is none,
 * also by now.
 */
export async function removeBoxAvatar(service: RemoveService, request: HttpRequest): Promise<HttpResponse> {
  const { caller, user } = await findManagedUser(service, request);
  const { table, clock, photosKeptActive: keep } = service;
  await retain(table, user.ownerId, keep, clock); // what answers show as archived is to stay so
  await removeCurrentPhoto(service, await readOwner(table, user.ownerId), { keep, by: caller.ownerId });
  return { status: 204, headers: { 'Cache-Control': 'no-store' } };
}
