import { formatOfType } from '../core/image-format.ts';
import type { OfferedPhoto } from '../core/judge-photo.ts';
import { ByteReader } from '../image/byte-reader.ts';
import { readImage } from '../image/read-image.ts';
import { sniffType } from '../image/sniff-type.ts';
import { UnreadableImage } from '../image/unreadable-image.ts';

/** The media type of the bytes by their signature, and the structure of the image, or why it cannot be read. */
export async function inspectPhoto(bytes: Uint8Array): Promise<Pick<OfferedPhoto, 'contentType' | 'image'>> {
  const contentType = await sniffType(bytes);
  if (contentType === undefined) return {};
  const format = formatOfType(contentType);
  if (format === undefined) return { contentType };
  try {
    return { contentType, image: readImage(new ByteReader(bytes), format) };
  } catch (error) {
    if (error instanceof UnreadableImage) return { contentType, image: { damage: error.message } };
    throw error;
  }
}
