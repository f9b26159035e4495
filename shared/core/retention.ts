import { type ActivePhoto, comparePositions, type Owner, type Position } from './owner.ts';

/** An owner's photos, told apart by what retention will have of them. */
export interface Retained {
  /** At most as many as are kept; newest first. */
  readonly active: readonly ActivePhoto[];
  /** To be archived; oldest first. */
  readonly surplus: readonly ActivePhoto[];
}

/**
 * Which photos are active: the newest `keep`, the chosen avatar holding one of the places while it is chosen. What stands
 * below the floor came too late to be among them. Answers use it too, so that they never show more than `keep`, even
 * before the archiving has run.
 */
export function chooseActive(owner: Pick<Owner, 'photos' | 'avatar' | 'floor'>, keep: number): Retained {
  const active: ActivePhoto[] = [];
  const surplus: ActivePhoto[] = [];
  const newestFirst = [...owner.photos].sort((a, b) => comparePositions(b, a));
  let places = newestFirst.some((photo) => photo.assetId === owner.avatar) ? keep - 1 : keep;
  for (const photo of newestFirst) {
    if (photo.assetId === owner.avatar) active.push(photo);
    else if (places > 0 && (owner.floor === undefined || comparePositions(photo, owner.floor) > 0)) {
      active.push(photo);
      places -= 1;
    } else surplus.unshift(photo);
  }
  return { active, surplus };
}

/** The owner's current photo: the active one last put in place. */
export function currentPhoto(owner: Owner, keep: number): ActivePhoto | undefined {
  return chooseActive(owner, keep)
    .active.filter((photo) => photo.placedAt !== undefined)
    .sort((a, b) => Number(b.placedAt) - Number(a.placedAt) || comparePositions(b, a))[0];
}

// One update's expressions may hold 4 KB; a photo takes about 40 bytes of them.
const maxTakenAtOnce = 40;

/** The next archiving: what it takes out, the oldest first, and where the floor is after it. */
export function nextArchiving(owner: Owner, keep: number): { taken: readonly Position[]; floor: Position } | undefined {
  const taken = chooseActive(owner, keep).surplus.slice(0, maxTakenAtOnce);
  const newest = taken.at(-1);
  if (newest === undefined) return undefined;
  return { taken, floor: owner.floor && comparePositions(owner.floor, newest) > 0 ? owner.floor : newest };
}
