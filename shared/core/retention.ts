import { type ActivePhoto, comparePositions, type Owner, type Position } from './owner.ts';

/** An owner's photos, split by retention. */
interface Retained {
  /** At most `keep` photos, newest first. */
  readonly active: readonly ActivePhoto[];
  /** The photos to archive, oldest first. */
  readonly surplus: readonly ActivePhoto[];
}

/**
 * Splits an owner's photos into the active ones and the surplus. Active are the newest `keep`; the chosen avatar is
 * always active and counts as one of them. Photos at or below the floor are surplus, since they were recorded too late.
 * Answers use this function, too, so that they never show more than `keep` photos, even before archiving has run.
 */
export function chooseActive(owner: Pick<Owner, 'photos' | 'avatar' | 'floor'>, keep: number): Retained {
  const active: ActivePhoto[] = [];
  const surplus: ActivePhoto[] = [];
  const newestFirst = [...owner.photos].sort((a, b) => comparePositions(b, a));
  let vacancies = newestFirst.some((photo) => photo.assetId === owner.avatar) ? keep - 1 : keep;
  for (const photo of newestFirst) {
    if (photo.assetId === owner.avatar) active.push(photo);
    else if (vacancies > 0 && (owner.floor === undefined || comparePositions(photo, owner.floor) > 0)) {
      active.push(photo);
      vacancies -= 1;
    } else surplus.unshift(photo);
  }
  return { active, surplus };
}

/** The owner's current photo: the active photo with the latest `placedAt`; undefined if no active photo has one. */
export function currentPhoto(owner: Owner, keep: number): ActivePhoto | undefined {
  return chooseActive(owner, keep)
    .active.filter((photo) => photo.placedAt !== undefined)
    .sort((a, b) => Number(b.placedAt) - Number(a.placedAt) || comparePositions(b, a))[0];
}

// DynamoDB limits an expression to 4 KB; a photo takes about 40 bytes of it.
const maxArchivedAtOnce = 40;

/** The photos to archive next (at most 40, oldest first) and the floor after it; undefined if there is no surplus. */
export function nextArchiving(
  owner: Owner,
  keep: number,
): { oldest: readonly Position[]; floor: Position } | undefined {
  const oldest = chooseActive(owner, keep).surplus.slice(0, maxArchivedAtOnce);
  const newest = oldest.at(-1);
  if (newest === undefined) return undefined;
  return { oldest, floor: owner.floor && comparePositions(owner.floor, newest) > 0 ? owner.floor : newest };
}

/** How many photos of an owner stay active. */
export interface ActiveLimitPart {
  readonly photosKeptActive: number;
}
