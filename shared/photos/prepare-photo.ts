import type { Contents, Door } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { ImageReading } from '../core/image-reading.ts';
import { judgePhoto, type PhotoPolicy } from '../core/judge-photo.ts';
import type { FormFile } from '../http/form.ts';
import { findPrivate } from '../image/find-private.ts';
import { fingerprint } from './fingerprint.ts';
import { inspectPhoto } from './inspect-photo.ts';
import type { ScanPart } from './scan.ts';

/** Whether photos are stored with their metadata, byte for byte. */
export interface PrivacyPart {
  readonly keepMetadata: boolean;
}

export type PreparingParts = PrivacyPart & ScanPart;

/** The API, the policy and the entry point by which a file is judged and stored. */
export interface Terms {
  /** The name of the API. */
  readonly api: string;
  readonly policy: PhotoPolicy;
  /** The entry point. */
  readonly door: Door;
}

/** The bytes to store, and their description for the record. */
interface PreparedPhoto {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly contents: Contents;
}

/**
 * A file as it is stored: judged by its bytes, cleaned of private metadata, scanned. Refuses what the policy does not
 * allow, and with `metadata-left` if a second, independent reader still finds private metadata or cannot read the
 * result.
 */
export async function preparePhoto(
  { keepMetadata, scan }: PreparingParts,
  { file, policy, door }: Pick<Terms, 'policy' | 'door'> & { readonly file: Omit<FormFile, 'name'> },
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

/** The bytes without private metadata; the same bytes if there is none. */
function clean(bytes: Uint8Array, { parts, removed }: ImageReading): Uint8Array {
  if (parts === undefined) return bytes;
  const cleaned = removed.length === 0 ? bytes : Buffer.concat(parts);
  if (findPrivate(cleaned).length > 0) throw new PhotoFailure('metadata-left', {});
  return cleaned;
}
