import { createHash } from 'node:crypto';
import { recordPicture } from '../assets/picture-item.ts';
import { cutFileName } from '../core/asset.ts';
import { typeOfExtension } from '../core/image-format.ts';
import { judgePhoto } from '../core/judge-photo.ts';
import type { TemporaryPicture } from '../core/temporary-picture.ts';
import type { Keep } from '../dialects/dialect.ts';
import type { FormFile } from '../http/form.ts';
import { sniffType } from '../upload/sniff-type.ts';

/** A picture as a form offers it, before it is judged. */
export interface PictureIntake {
  readonly file: FormFile;
  /** The owner id of who uploads it. */
  readonly ownerId: string;
}

/**
 * Keeps a file as a temporary picture: judged, stored, recorded. The bytes alone say what it is, whatever its name and its
 * stated type say. An object whose record was never made is deleted with all others of its age.
 */
export const keepPicture: Keep<PictureIntake, TemporaryPicture> = async (service, { file, ownerId }, { policy }) => {
  const { clock, newAssetId, storage, table, temporaryPictureSeconds } = service;
  const found = await sniffType(file.bytes);
  const { extension } = judgePhoto(
    { fileName: '', size: file.size, ...(found === undefined ? {} : { contentType: found }) },
    policy,
  );
  const at = clock();
  await service.scan(file.bytes, typeOfExtension(extension) ?? 'application/octet-stream');
  const key = `pictures/${newAssetId(at)}.${extension}`;
  await storage.put({
    bucket: 'transient',
    key,
    bytes: file.bytes,
    contentType: typeOfExtension(extension) ?? 'application/octet-stream',
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    metadata: {},
  });
  const expiresAt = new Date(at.getTime() + temporaryPictureSeconds * 1000);
  return recordPicture(table, { key, ownerId, fileName: cutFileName(file.fileName), extension, expiresAt });
};
