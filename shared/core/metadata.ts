/**
 * What a photo may carry beside its pixels, as its record and the list of one's own photos name it. `exif` is camera, lens, time and
 * settings, `gps` the place; `application-data` is what a vendor or a program wrote for itself; `further-image` is a second picture,
 * such as a gain map or a depth map; `trailer` is whatever follows the end of the image.
 */
export const metadataKinds = [
  'orientation',
  'colour-profile',
  'exif',
  'gps',
  'thumbnail',
  'xmp',
  'iptc',
  'comment',
  'time',
  'application-data',
  'further-image',
  'video',
  'trailer',
] as const;

export type Metadata = (typeof metadataKinds)[number];

/** Those kinds that a list names, in their order. */
export function toMetadataKinds(names: readonly unknown[]): readonly Metadata[] {
  return metadataKinds.filter((kind) => names.includes(kind));
}
