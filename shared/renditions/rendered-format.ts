import { formatOfType } from '../core/image-format.ts';
import { sniffType } from '../upload/sniff-type.ts';

const renderedFormats = ['jpeg', 'png', 'gif', 'webp', 'avif', 'heif', 'tiff'] as const;
export type RenderedFormat = (typeof renderedFormats)[number];

/** The format of the bytes, if it is one that is rendered. AVIF is `avif` also where it calls itself HEIF. */
export async function renderedFormat(bytes: Uint8Array): Promise<RenderedFormat | undefined> {
  const type = await sniffType(bytes);
  const format = renderedFormats.find((each) => each === formatOfType(type ?? ''));
  return format === 'heif' && namesAvif(bytes) ? 'avif' : format;
}

/** Whether an HEIF file has the brand of AVIF, the first of it or a compatible one. */
function namesAvif(bytes: Uint8Array): boolean {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const brands = new TextDecoder('latin1').decode(bytes.subarray(8, Math.min(length, 256)));
  return brands.match(/.{4}/gs)?.includes('avif') ?? false;
}
