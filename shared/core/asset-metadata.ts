import { type Asset, doors } from './asset.ts';
import { toMetadataKinds } from './metadata.ts';
import { decodeSegment, encodeSegment, parsePhotoKey } from './photo-key.ts';

/** The metadata of a photo's object, from which its record can be made again. ASCII, below 2 KB in all. */
type ObjectMetadata = Readonly<Record<string, string>>;

// Percent-encoded. With a file name and an id of 255 bytes each, the metadata stays below S3's limit of 2 KB.
const maxUsernameBytes = 300;

/**
 * Cuts a username to whole characters that take at most 300 bytes when percent-encoded, to fit into object metadata.
 */
export function cutUsername(username: string): string {
  let kept = '';
  for (const character of username.toWellFormed()) {
    if (encodeURIComponent(kept + character).length > maxUsernameBytes) break;
    kept += character;
  }
  return kept;
}

/** The object metadata of an asset; `fromMetadata` reads it. */
export function toMetadata(asset: Asset): ObjectMetadata {
  return {
    v: '1',
    dialect: asset.api, // the key of the first version
    scope: asset.scope,
    placed: String(asset.placed),
    door: asset.door,
    'file-name': encodeURIComponent(asset.fileName),
    sha256: asset.sha256,
    ...(asset.sent === undefined ? {} : { sent: `${asset.sent.size} ${asset.sent.sha256}` }),
    ...(asset.found.length === 0 ? {} : { found: asset.found.join(' ') }),
    ...(asset.removed.length === 0 ? {} : { removed: asset.removed.join(' ') }),
    ...(asset.pixels === undefined ? {} : { pixels: `${asset.pixels.width}x${asset.pixels.height}` }),
    ...(asset.uploadedBy === asset.ownerId ? {} : { 'uploaded-by': encodeSegment(asset.uploadedBy) }),
    ...(asset.username === undefined ? {} : { username: encodeURIComponent(asset.username) }),
  };
}

/** The asset of a stored object; undefined if the key or the metadata is not one that Portrait writes. */
export function fromMetadata({
  key,
  size,
  metadata,
}: {
  readonly key: string;
  readonly size: number;
  readonly metadata: ObjectMetadata;
}): Asset | undefined {
  const named = parsePhotoKey(key);
  const { v, dialect, scope, placed, sha256 } = metadata;
  const fileName = decoded(metadata['file-name']);
  const username = decoded(metadata.username);
  if (named === undefined || v !== '1' || dialect === undefined || sha256 === undefined) return undefined;
  const uploadedBy = metadata['uploaded-by'] === undefined ? named.ownerId : decodeSegment(metadata['uploaded-by']);
  if (uploadedBy === undefined || fileName === undefined || (scope !== 'public' && scope !== 'private'))
    return undefined;
  return {
    ...named,
    ...(username === undefined ? {} : { username }),
    uploadedBy,
    api: dialect,
    scope,
    placed: placed === 'true',
    door: doors.find((door) => door === metadata.door) ?? 'function',
    fileName,
    size,
    ...pixelsOf(metadata.pixels),
    sha256,
    ...sentOf(metadata.sent),
    found: toMetadataKinds(metadata.found?.split(' ') ?? []),
    removed: toMetadataKinds(metadata.removed?.split(' ') ?? []),
  };
}

function sentOf(text = ''): Pick<Asset, 'sent'> {
  const [, size, sha256] = /^(\d+) ([0-9a-f]{64})$/.exec(text) ?? [];
  return sha256 === undefined ? {} : { sent: { size: Number(size), sha256 } };
}

function pixelsOf(text = ''): Pick<Asset, 'pixels'> {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  return width === undefined ? {} : { pixels: { width: Number(width), height: Number(height) } };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined; // malformed percent-encoding
  }
}
