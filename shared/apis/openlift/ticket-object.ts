import { isAssetId } from '../../core/asset.ts';
import type { ObjectRef } from '../../storage/storage.ts';

const prefix = 'tickets/';

/** The object that a client stores with a ticket. */
export function ticketObject(id: string): ObjectRef {
  return { bucket: 'transient', key: `${prefix}${id}` };
}

/** The ticket of an object's key in the transient bucket; undefined if the object belongs to no ticket. */
export function ticketOfKey(key: string): string | undefined {
  const id = key.startsWith(prefix) ? key.slice(prefix.length) : '';
  return isAssetId(id) ? id : undefined;
}
