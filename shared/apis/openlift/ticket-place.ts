import { isAssetId } from '../../core/asset.ts';

/** The route that tickets are issued at, and below it what has become of each. */
export const ticketsPath = '/api/storage/profile-photo/direct';

export const statusResource = `${ticketsPath}/{uploadId}`;

const prefix = 'tickets/';

/** Where the photo of a ticket is put. */
export function ticketPlace(id: string) {
  return { bucket: 'transient', key: `${prefix}${id}` } as const;
}

/** The ticket that a key of the transient bucket is for; undefined where it is for none. */
export function ticketOfKey(key: string): string | undefined {
  const id = key.startsWith(prefix) ? key.slice(prefix.length) : '';
  return isAssetId(id) ? id : undefined;
}
