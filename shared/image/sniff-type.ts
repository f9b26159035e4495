import { fileTypeFromBuffer } from 'file-type';

/** The media type of bytes, by their signature; undefined if the signature is unknown. */
export async function sniffType(bytes: Uint8Array): Promise<string | undefined> {
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  return type === 'image/heif' && namesAvif(bytes) ? 'image/avif' : type;
}

/** Whether a HEIF has AVIF's brand among its compatible brands, behind a generic major brand. */
function namesAvif(bytes: Uint8Array): boolean {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const brands = new TextDecoder('latin1').decode(bytes.subarray(16, Math.min(length, 256)));
  return brands.match(/.{4}/gs)?.includes('avif') ?? false;
}
