/**
 * The kinds of metadata that a photo can carry, as named in its record and in the list of one's own photos. `exif`:
 * camera, lens, time and settings. `gps`: the location. `application-data`: data of a vendor or program.
 * `further-image`: a second image such as a gain map or a depth map. `trailer`: bytes after the end of the image.
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

/** One kind of metadata. */
export type Metadata = (typeof metadataKinds)[number];

/** The known kinds among `names`, in the order of `metadataKinds`; other values are dropped. */
export function toMetadataKinds(names: readonly unknown[]): readonly Metadata[] {
  return metadataKinds.filter((kind) => names.includes(kind));
}
