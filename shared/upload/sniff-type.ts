import { fileTypeFromBuffer } from 'file-type';

/** The media type that the bytes themselves show, by their signature; undefined where they show none. */
export async function sniffType(bytes: Uint8Array): Promise<string | undefined> {
  return (await fileTypeFromBuffer(bytes))?.mime;
}
