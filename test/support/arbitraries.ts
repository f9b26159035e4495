import fc from 'fast-check';
import { type Asset, doors } from '../../shared/core/asset.ts';
import { metadataKinds } from '../../shared/core/metadata.ts';
import { isOwnerId } from '../../shared/core/photo-key.ts';
import { assetIdAt } from './sample-asset.ts';

const trickyCharacters = fc.constantFrom(
  ...['.', '..', '/', '\\', '%', '%2E', '|', '+', '@', '-', '_', '~', ' ', ':', '*', '?', '#', 'a', 'Z', '0'],
  ...['é', 'я', '日', '😀', 'e\u0301', '\u00a0', '\u202e', '\u0000', '\n', '\u2028', '\ud800', '\udc00', '\uffff'],
);

/** Any text, with many edge cases. */
export const texts = fc.oneof(
  fc.string({ unit: trickyCharacters, maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 140 }),
  fc.string({ unit: 'grapheme', maxLength: 140 }),
  fc.string({ maxLength: 300 }),
);

/** Any owner id. */
export const ownerIds = fc
  .oneof(texts, fc.string({ unit: fc.constantFrom('.', 'a', '|', '%', 'é'), minLength: 1, maxLength: 40 }))
  .filter(isOwnerId);

/** Times that a UUID of version 7 can contain and a date can represent. */
export const times = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') }).map((time) => new Date(time));

export const assetIds = fc.tuple(times, fc.nat({ max: 2 ** 40 })).map(([at, number]) => assetIdAt(at, number));

export const extensions = fc.constantFrom('jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif');

const sizes = fc.nat({ max: 5_242_880 });
const hashes = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

/** Any asset, whose texts are not cut yet. */
export const assets: fc.Arbitrary<Asset> = fc
  .record({
    id: assetIds,
    ownerId: ownerIds,
    uploadedBy: ownerIds,
    username: fc.option(texts, { nil: undefined }),
    api: fc.constantFrom('account', 'openlift'),
    scope: fc.constantFrom('public' as const, 'private' as const),
    placed: fc.boolean(),
    fileName: texts,
    extension: extensions,
    ...{ size: sizes, sha256: hashes },
    sent: fc.option(fc.record({ size: sizes, sha256: hashes }, { noNullPrototype: true }), { nil: undefined }),
    door: fc.constantFrom(...doors),
    found: fc.subarray([...metadataKinds]),
    removed: fc.subarray([...metadataKinds]),
  })
  .map(({ username, sent, ...asset }) => ({
    ...asset,
    ...(username === undefined ? {} : { username }),
    ...(sent === undefined ? {} : { sent }),
  }));
