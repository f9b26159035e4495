import { findPicture } from '../../assets/picture-item.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { parsePictureId, type TemporaryPicture } from '../../core/temporary-picture.ts';
import type { Service } from '../../service/service.ts';

/** The picture in the dropbox that a PictureID names. Refuses with `not-found` what is unknown, expired or assigned. */
export async function pictureOf(
  { table, clock }: Pick<Service, 'table' | 'clock'>,
  id: unknown,
): Promise<TemporaryPicture> {
  const number = parsePictureId(id);
  const picture = number && (await findPicture(table, { number, now: clock() }));
  if (!picture) throw new PhotoFailure('not-found', { what: 'photo' });
  return picture;
}
