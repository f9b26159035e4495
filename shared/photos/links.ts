import { uploadedAt } from '../core/asset.ts';
import { type PhotoKey, photoKey } from '../core/photo-key.ts';
import type { LinkedObject, LinkTokens } from '../identity/link-token.ts';

/** Makes signed links to photos. */
export interface Links {
  /** The link in the answer to an upload; it is valid until `expiresAt`. */
  forUpload(photo: PhotoKey): Promise<{ readonly url: string; readonly expiresAt: Date }>;
  /**
   * A link that shows a photo. It is the same for all requests within five minutes, so that caches can store the photo,
   * and is valid for at least `lifeSeconds`.
   */
  forDisplay(photo: PhotoKey): Promise<string>;
  /** A link that shows a photo as a square of that many pixels, until the photo is deleted. */
  forEver(photo: PhotoKey, size: number): Promise<string>;
}

/** The logical bucket of photos, as links name it. */
const photoBucket = 'user-assets';

const windowMillis = 5 * 60_000;

/** The settings of signed links. */
export interface LinkSettings {
  /** The prefix of links, such as `https://photos.example/api/storage`; never from a client's header. */
  readonly baseUrl: string;
  readonly lifeSeconds: number;
}

/** Links whose tokens are signed by `tokens`. */
export function openLinks(
  tokens: LinkTokens,
  { baseUrl, lifeSeconds, clock }: LinkSettings & { readonly clock: () => Date },
): Links {
  const lifeMillis = lifeSeconds * 1000;

  const objectOf = (photo: PhotoKey) => ({ bucket: photoBucket, path: photoKey(photo) });

  function toUrl({ bucket, path }: LinkedObject, token: string): string {
    // A key may contain percent signs, so each of its segments is encoded again.
    const segments = path.split('/').map(encodeURIComponent).join('/');
    return `${baseUrl}/signed/${bucket}/${segments}?token=${token}`;
  }

  async function link(photo: PhotoKey, life: { readonly from: Date; readonly until: Date }): Promise<string> {
    const object = objectOf(photo);
    return toUrl(object, await tokens.sign(object, life));
  }

  return {
    async forUpload(photo) {
      const from = uploadedAt(photo.id);
      const expiresAt = new Date(from.getTime() + lifeMillis);
      return { url: await link(photo, { from, until: expiresAt }), expiresAt };
    },
    forDisplay(photo) {
      const start = Math.floor(clock().getTime() / windowMillis) * windowMillis;
      return link(photo, { from: new Date(start), until: new Date(start + windowMillis + lifeMillis) });
    },
    async forEver(photo, size) {
      const object = objectOf(photo);
      return toUrl(object, await tokens.signForEver({ ...object, size }));
    },
  };
}

/** Makes the links of answers. */
export interface LinksPart {
  readonly links: Links;
}
