import { readOwner } from '../../assets/find-owner.ts';
import { removeCurrentPhoto } from '../../assets/remove-photo.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { retain } from '../../photos/retain.ts';
import type { Service } from '../../service/service.ts';
import { findManagedUser } from './box.ts';

type RemoveService = Pick<Service, 'verifyCaller' | 'table' | 'storage' | 'clock' | 'photosKeptActive'>;

/**
 * Deletes a user's current photo for good; none of the others takes its place. Refuses with `not-found` where there is none,
 * also by now.
 */
export async function removeBoxAvatar(service: RemoveService, request: HttpRequest): Promise<HttpResponse> {
  const { caller, user } = await findManagedUser(service, request);
  const { table, clock, photosKeptActive: keep } = service;
  await retain(table, user.ownerId, keep, clock); // what answers show as archived is to stay so
  await removeCurrentPhoto(service, {
    owner: await readOwner(table, user.ownerId),
    keep,
    by: caller.ownerId,
  });
  return { status: 204, headers: { 'Cache-Control': 'no-store' } };
}
