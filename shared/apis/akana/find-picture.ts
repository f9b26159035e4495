import { findPicture } from '../../assets/picture-item.ts';
import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { parsePictureId, type TemporaryPicture } from '../../core/temporary-picture.ts';
import type { ClockPart } from '../../core/time.ts';

/**
 * The temporary picture of a PictureID. Refuses with `not-found` if it is unknown, has expired or has been assigned.
 */
export async function pictureOf({ table, clock }: TablePart & ClockPart, id: unknown): Promise<TemporaryPicture> {
  const number = parsePictureId(id);
  const picture = number && (await findPicture(table, { number, now: clock() }));
  if (!picture) throw new PhotoFailure('not-found', { what: 'photo' });
  return picture;
}
