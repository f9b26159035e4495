import type { Contents } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { ImageReading } from '../core/image-reading.ts';
import { judgePhoto } from '../core/judge-photo.ts';
import type { FormFile } from '../http/form.ts';
import { findPrivate } from '../image/find-private.ts';
import type { Service } from '../service/service.ts';
import type { Terms } from '../uploads/upload.ts';
import { fingerprint } from './fingerprint.ts';
import { inspectPhoto } from './inspect-photo.ts';

export type PreparingService = Pick<Service, 'keepMetadata' | 'scan'>;

/** A photo as it is to be stored, and what its record says of its bytes. */
export interface PreparedPhoto {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly contents: Contents;
}

/**
 * What of a file is stored: judged by what it is, and without what it carries of its owner's life. Refuses with `metadata-left` where
 * another reader than the one that took it out still finds any, or finds no way through.
 */
export async function preparePhoto(
  { keepMetadata, scan }: PreparingService,
  file: Omit<FormFile, 'name'>,
  { policy, door }: Pick<Terms, 'policy' | 'door'>,
): Promise<PreparedPhoto> {
  const { extension, contentType, image } = judgePhoto({ ...file, ...(await inspectPhoto(file.bytes)) }, policy);
  const { pixels, found, removed } = image;
  const bytes = keepMetadata ? file.bytes : clean(file.bytes, image);
  await scan(bytes, contentType);
  const sent = fingerprint(file.bytes);
  const hashes = bytes === file.bytes ? sent : { ...fingerprint(bytes), sent };
  const contents = { door, extension, ...hashes, pixels, found, removed: keepMetadata ? [] : removed };
  return { bytes, contentType, contents };
}

/** The same bytes, where there is nothing to take out. */
function clean(bytes: Uint8Array, { parts, removed }: ImageReading): Uint8Array {
  if (parts === undefined) return bytes;
  const cleaned = removed.length === 0 ? bytes : Buffer.concat(parts);
  if (findPrivate(cleaned).length > 0) throw new PhotoFailure('metadata-left', {});
  return cleaned;
}
