import { findOwner, unknownOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Caller } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { Owner } from '../../core/owner.ts';
import { type ActiveLimitPart, currentPhoto } from '../../core/retention.ts';
import { parsePictureId } from '../../core/temporary-picture.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { isPermitted, permitChange } from '../../photos/permissions.ts';
import { type MovingParts, movePicture } from './move-picture.ts';
import type { AkanaSessionsPart } from './session.ts';
import { avatarUrl, parseUserId, toUserId } from './user-id.ts';
import { akanaRelations, verifyAkanaCaller } from './verify-caller.ts';

type ChangingParts = MovingParts & CallersPart & AkanaSessionsPart & ActiveLimitPart;

/**
 * `PUT /api/users/{UserID}`: with a `PictureID`, makes that temporary picture the user's current photo. For the user
 * and for administrators. Other fields of the User object are ignored; the answer shows the stored ones.
 */
export async function changeUser(parts: ChangingParts, request: HttpRequest): Promise<HttpResponse> {
  const caller = await verifyAkanaCaller(parts, request);
  const owner = await managedOwner(parts, { caller, userId: request.parameters.userId ?? '' });
  const { ownerId } = owner;
  const { PictureID: pictureId } = readJsonObject(request);
  // Clients send back the User object that they received, in which PictureID may be empty.
  const isGiven = pictureId !== undefined && pictureId !== null && pictureId !== '';
  if (isGiven) {
    if (parsePictureId(pictureId) === undefined) {
      throw new PhotoFailure('bad-request', { reason: 'PictureID must be a whole number' });
    }
    await movePicture(parts, { pictureId, caller, ownerId });
  }
  const hasPicture = isGiven || currentPhoto(owner, parts.photosKeptActive) !== undefined;
  return json(200, userObject(parts, { caller, owner, hasPicture }));
}

/** The user, whom the caller may change. The caller's own id is always a user, even before the first upload. */
async function managedOwner(
  parts: TablePart & AkanaSessionsPart,
  { caller, userId }: { readonly caller: Caller; readonly userId: string },
): Promise<Owner> {
  const ownerId = parseUserId(userId, parts.akanaSessions.settings.tenant);
  if (ownerId === undefined) throw new PhotoFailure('not-found', { what: 'user' });
  const isOwn = ownerId === caller.ownerId;
  if (!isPermitted({ caller, account: { ownerId }, by: akanaRelations })) {
    throw new PhotoFailure('forbidden', { reason: 'The caller may not change this user' });
  }
  const owner = await findOwner(parts.table, ownerId);
  if (owner === undefined && !isOwn) throw new PhotoFailure('not-found', { what: 'user' });
  return permitChange(parts, { caller, ownerId, owner: owner ?? unknownOwner(ownerId), by: akanaRelations });
}

interface ShownUser {
  readonly caller: Caller;
  readonly owner: Owner;
  readonly hasPicture: boolean;
}

/** @see https://help.akana.com/content/current/cm/api/obj/o_users_User.htm */
function userObject({ akanaSessions }: AkanaSessionsPart, { caller, owner, hasPicture }: ShownUser): object {
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
