import { findOwner, unknownOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Caller } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { Owner } from '../../core/owner.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import { currentPhoto } from '../../core/retention.ts';
import { parsePictureId } from '../../core/temporary-picture.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { isPermitted, permitChange } from '../../photos/permissions.ts';
import { akanaRelations, verifyAkanaCaller } from './caller.ts';
import { type MovingService, movePicture } from './move-picture.ts';
import type { AkanaSessionsPart } from './session.ts';
import { avatarUrl, parseUserId, toUserId } from './user-id.ts';

type ChangeService = MovingService & CallersPart & AkanaSessionsPart & ActiveLimitPart;

/**
 * `PUT /api/users/{UserID}`: with a `PictureID`, makes that temporary picture the user's avatar. For the user and for
 * administrators. What else a User object may say is not kept here and is passed over; the answer says what is.
 */
export async function changeUser(service: ChangeService, request: HttpRequest): Promise<HttpResponse> {
  const caller = await verifyAkanaCaller(service, request);
  const owner = await managedOwner(service, caller, request.parameters.userId ?? '');
  const { ownerId } = owner;
  const { PictureID: pictureId } = readJsonObject(request);
  const isGiven = pictureId !== undefined && pictureId !== null && pictureId !== ''; // clients send back what they were sent
  if (isGiven) {
    if (parsePictureId(pictureId) === undefined) {
      throw new PhotoFailure('bad-request', { reason: 'PictureID must be a whole number' });
    }
    await movePicture(service, { pictureId, caller, ownerId });
  }
  const hasPicture = isGiven || currentPhoto(owner, service.photosKeptActive) !== undefined;
  return json(200, userObject(service, { caller, owner, hasPicture }));
}

/** The user that the caller may change. The caller's own id is always a user, even before the first upload. */
async function managedOwner(parts: TablePart & AkanaSessionsPart, caller: Caller, userId: string): Promise<Owner> {
  const ownerId = parseUserId(userId, parts.akanaSessions.settings.tenant);
  if (ownerId === undefined) throw new PhotoFailure('not-found', { what: 'user' });
  const isOwn = ownerId === caller.ownerId;
  if (!isPermitted(caller, { ownerId }, akanaRelations)) {
    throw new PhotoFailure('forbidden', { reason: 'The caller may not change this user' });
  }
  const owner = await findOwner(parts.table, ownerId);
  if (owner === undefined && !isOwn) throw new PhotoFailure('not-found', { what: 'user' });
  return permitChange(parts, { caller, ownerId, owner: owner ?? unknownOwner(ownerId), by: akanaRelations });
}

interface Shown {
  readonly caller: Caller;
  readonly owner: Owner;
  readonly hasPicture: boolean;
}

/** @see https://help.akana.com/content/current/cm/api/obj/o_users_User.htm */
function userObject({ akanaSessions }: AkanaSessionsPart, { caller, owner, hasPicture }: Shown): object {
  const { tenant, publicBaseUrl } = akanaSessions.settings;
  const { ownerId, email, profile } = owner;
  const username = owner.username ?? (caller.ownerId === ownerId ? caller.username : undefined);
  const userId = toUserId(ownerId, tenant);
  return {
    UserID: userId,
    UserName: username ?? ownerId,
    ...(email === undefined ? {} : { Email: email }),
    ...(profile.phone === undefined ? {} : { Phone: profile.phone }),
    HasPicture: hasPicture,
    AvatarURL: avatarUrl(userId, publicBaseUrl),
  };
}
