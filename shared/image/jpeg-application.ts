import type { Metadata } from '../core/metadata.ts';
import type { Segment } from './jpeg-segment.ts';
import { isProfile } from './profile.ts';
import { selectExif } from './select-exif.ts';
import type { Selection } from './selection.ts';

/*
 * After marker and length (FF En, 2 bytes) an application segment begins with the name of its application.
 *
 *   APP0   "JFIF\0"  version (2) units (1) density (4) width, height of a thumbnail (2) its pixels   ECMA TR/98 §10
 *          "JFXX\0"  a thumbnail
 *   APP1   "Exif\0\0"  a TIFF                                                                        CIPA DC-008 §4.7.2
 *          "http://ns.adobe.com/xap/1.0/\0"  XMP                                                     XMP part 3 §1.1.3
 *          "http://ns.adobe.com/xmp/extension/\0"  more of it, in any number of segments
 *   APP2   "ICC_PROFILE\0"  number (1) of (1)  a part of the profile                                 ICC.1 §B.4
 *          "MPF\0"  positions of further images, after the end of this one                           CIPA DC-007 §5
 *   APP13  "Photoshop 3.0\0"  image resources, IPTC among them
 *   APP14  "Adobe"  version (2) flags (4) transform (1): how the colours are coded                   T.872 §6.5.3
 */

/**
 * Keeps the parts of an application segment that change how the image is displayed. `known` is the orientation of the
 * file's first Exif, if an earlier segment had one; returns it, or the orientation of this segment.
 */
export function selectApplication(
  selection: Selection,
  { segment, known }: { readonly segment: Segment; readonly known: number | undefined },
): number | undefined {
  const { reader } = selection;
  const { code, start, body, end } = segment;
  const name = reader.text(body, Math.min(end - body, longestName));
  if (code === 0xe0 && name.startsWith('JFIF\0') && end - body >= jfifBytes) {
    keepTo(body + jfifBytes, 'thumbnail');
  } else if (code === 0xee && name.startsWith('Adobe') && end - body >= adobeBytes) {
    keepTo(body + adobeBytes, 'application-data');
  } else if (code === 0xe2 && name.startsWith('ICC_PROFILE\0') && isPartOfProfile()) {
    selection.find('colour-profile');
    selection.keep(start, end);
  } else if (code === 0xe1 && name.startsWith('Exif\0')) {
    return keepOrientation();
  } else {
    selection.remove(kindOf(code, name));
  }
  return known;

  /** Only the first part has the signature of a profile; further parts follow it. */
  function isPartOfProfile(): boolean {
    const isFirst = end - body > profileStart && reader.uint(body + profileStart - 2, 1) === 1;
    return isFirst ? isProfile(reader, body + profileStart) : selection.holds('colour-profile');
  }

  /** Keeps the segment up to `last`; the rest is removed. */
  function keepTo(last: number, rest: Metadata): void {
    if (end === last) {
      selection.keep(start, end);
    } else {
      const kept = Uint8Array.from(reader.view(body, last));
      if (code === 0xe0) kept.fill(0, thumbnailSize);
      selection.insert(segmentOf(code, kept));
      selection.remove(rest);
    }
  }

  function keepOrientation(): number | undefined {
    const tiff = { start: Math.min(body + exifName.length, end), end };
    return selectExif(selection, { tiff, frame: segment, known, wrap: (bare) => segmentOf(code, exifName, bare) });
  }
}

function kindOf(code: number, name: string): Metadata {
  if (name.startsWith('http://ns.adobe.com/x')) return 'xmp';
  if (name.startsWith('JFXX\0')) return 'thumbnail';
  if (name.startsWith('MPF\0')) return 'further-image';
  return code === 0xed ? 'iptc' : 'application-data';
}

function segmentOf(code: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = 2 + parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(0xff, code, length >> 8, length & 0xff), ...parts]);
}

const longestName = 24;
const exifName = Buffer.from('Exif\0\0');
const profileStart = 14;
const jfifBytes = 14;
const thumbnailSize = 12;
const adobeBytes = 12;
