import { Readable } from 'node:stream';
import type { NewObject, ObjectRef, Storage, StoredObject } from '../../shared/storage/storage.ts';
import { openedPart } from './opened-part.ts';

/** Objects in memory, every call one atomic step. */
export function openMemoryStorage(
  onPut: (key: string) => void = () => {},
): Storage & { readonly keys: () => string[] } {
  const objects = new Map<string, NewObject>();
  const facts = ({ bytes, contentType, sha256, metadata }: NewObject): StoredObject => {
    return { size: bytes.length, contentType, etag: `"${sha256}"`, modifiedAt: new Date(0), metadata };
  };
  return {
    keys: () => [...objects.keys()],
    async put(object) {
      objects.set(object.key, object);
      onPut(object.key);
    },
    async create(object) {
      if (objects.has(object.key)) return false;
      await this.put(object);
      return true;
    },
    async head({ key }: ObjectRef) {
      const object = objects.get(key);
      return object && facts(object);
    },
    async open({ key }: ObjectRef) {
      const object = objects.get(key);
      return object && { ...facts(object), body: Readable.from([object.bytes]) };
    },
    async openPart(ref, range) {
      const opened = await this.open(ref);
      return opened && openedPart(opened, objects.get(ref.key)?.bytes ?? new Uint8Array(), range);
    },
    async remove({ key }: ObjectRef) {
      objects.delete(key);
    },
    async removeUnder(_, prefix) {
      for (const key of objects.keys()) if (key.startsWith(prefix)) objects.delete(key);
    },
  };
}
