import { uploadedAt } from '../core/asset.ts';
import { type PhotoKey, photoKey } from '../core/photo-key.ts';
import type { LinkedObject, LinkTokens } from '../identity/link-token.ts';

/** Makes the signed links that answers carry. */
export interface Links {
  /** An upload answer's own link; it ends with its `expiresAt`. */
  forUpload(photo: PhotoKey): Promise<{ readonly url: string; readonly expiresAt: Date }>;
  /**
   * A link to show a photo by. It is the same for everyone who asks within five minutes, so that caches can hold what is
   * behind it, and lives at least as long as was promised.
   */
  forDisplay(photo: PhotoKey): Promise<string>;
  /** A link to show a photo by, as a square of that many pixels, until the photo is deleted. */
  forEver(photo: PhotoKey, size: number): Promise<string>;
}

/** The logical bucket of photos, as links name it. */
export const photoBucket = 'user-assets';

const windowMillis = 5 * 60_000;

export interface LinkSettings {
  /** Such as `https://photos.example/api/storage`; never from a client's header. */
  readonly baseUrl: string;
  readonly lifeSeconds: number;
}

export function openLinks(tokens: LinkTokens, { baseUrl, lifeSeconds }: LinkSettings, clock: () => Date): Links {
  const lifeMillis = lifeSeconds * 1000;

  const objectOf = (photo: PhotoKey) => ({ bucket: photoBucket, path: photoKey(photo) });

  function toUrl({ bucket, path }: LinkedObject, token: string): string {
    // A key may hold percent signs of its own, so each of its segments is encoded once more.
    const segments = path.split('/').map(encodeURIComponent).join('/');
    return `${baseUrl}/signed/${bucket}/${segments}?token=${token}`;
  }

  async function link(photo: PhotoKey, from: Date, until: Date): Promise<string> {
    const object = objectOf(photo);
    return toUrl(object, await tokens.sign(object, { from, until }));
  }

  return {
    async forUpload(photo) {
      const from = uploadedAt(photo.id);
      const expiresAt = new Date(from.getTime() + lifeMillis);
      return { url: await link(photo, from, expiresAt), expiresAt };
    },
    forDisplay(photo) {
      const start = Math.floor(clock().getTime() / windowMillis) * windowMillis;
      return link(photo, new Date(start), new Date(start + windowMillis + lifeMillis));
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
