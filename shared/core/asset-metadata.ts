import { type Asset, doors } from './asset.ts';
import { toMetadataKinds } from './metadata.ts';
import { decodeSegment, encodeSegment, parsePhotoKey } from './photo-key.ts';

/** What travels with a photo's object, so that its record can be made from the object alone. ASCII, below 2 KB. */
export type ObjectMetadata = Readonly<Record<string, string>>;

const maxUsernameBytes = 300; // percent-encoded; with 255 bytes of file name and of an id it stays below S3's 2 KB

/** A user's name as records keep it: whole characters only, short enough to travel in an object's metadata. */
export function cutUsername(username: string): string {
  let kept = '';
  for (const character of username.toWellFormed()) {
    if (encodeURIComponent(kept + character).length > maxUsernameBytes) break;
    kept += character;
  }
  return kept;
}

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

/** The asset that an object stands for; undefined where Portrait did not put it there. */
export function fromMetadata(key: string, size: number, metadata: ObjectMetadata): Asset | undefined {
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
    return undefined; // not what encodeURIComponent made
  }
}
