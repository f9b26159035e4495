import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { after, before } from 'node:test';
import type { NewObject, ObjectRef, Storage } from '../../shared/storage/storage.ts';

/** A storage to test. */
export interface OpenedStorage {
  readonly storage: Storage;
  /** Begins to put an object in a child process, and kills the process midway. */
  breakOff(ref: ObjectRef): Promise<void>;
  close(): Promise<void>;
}

/** What the tests of a contract work with. */
export interface ContractScene {
  readonly storage: Storage;
  /** Stores an object that is removed after the tests. */
  keep(bytes: Uint8Array, given?: Partial<NewObject>): Promise<NewObject>;
  /** Has an object removed after the tests. */
  note(ref: ObjectRef): void;
  breakOff: OpenedStorage['breakOff'];
}

/** An object with these bytes, under a unique key. */
export function newObject(bytes: Uint8Array, given: Partial<NewObject> = {}): NewObject {
  return {
    bucket: 'user-assets',
    key: `users/contract/profile-picture/${randomBytes(8).toString('hex')}.png`,
    bytes,
    contentType: 'image/png',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    metadata: { v: '1', 'file-name': '%D0%A4%D0%BE%D1%82%D0%BE%20(1).png' },
    ...given,
  };
}

/** All bytes of an object. */
export async function bytesOf(storage: Storage, ref: ObjectRef): Promise<Buffer | undefined> {
  const opened = await storage.open(ref);
  return opened && buffer(opened.body);
}

/** Opens a storage before the tests of the calling suite; removes its objects and closes it after them. */
export function contractScene(open: () => Promise<OpenedStorage>): ContractScene {
  let opened: OpenedStorage;
  const noted: ObjectRef[] = [];

  before(async () => {
    opened = await open();
  });

  after(async () => {
    for (const ref of noted) await opened.storage.remove(ref);
    await opened.close();
  });

  const storage: Storage = {
    put: (object) => opened.storage.put(object),
    create: (object) => opened.storage.create(object),
    head: (ref) => opened.storage.head(ref),
    open: (ref) => opened.storage.open(ref),
    openPart: (ref, range) => opened.storage.openPart(ref, range),
    remove: (ref) => opened.storage.remove(ref),
    removeUnder: (bucket, prefix) => opened.storage.removeUnder(bucket, prefix),
  };
  const note = (ref: ObjectRef) => void noted.push(ref);
  return {
    storage,
    note,
    async keep(bytes, given = {}) {
      const object = newObject(bytes, given);
      note(object);
      await storage.put(object);
      return object;
    },
    breakOff: (ref) => opened.breakOff(ref),
  };
}
