import type { Readable } from 'node:stream';
import type { BytePart, ByteRange } from '../core/byte-range.ts';

/** The logical buckets; configuration says which real ones they are. None is ever public. */
export type BucketName = 'user-assets' | 'app-assets' | 'transient';

export interface ObjectRef {
  readonly bucket: BucketName;
  /** Segments of `[A-Za-z0-9_@%.-]`, never empty, `.` or `..`, at most 255 bytes each. */
  readonly key: string;
}

export interface NewObject extends ObjectRef {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Lower-case hex, of the bytes. */
  readonly sha256: string;
  /** Names in lower case, values of ASCII, together below 2 KB. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StoredObject {
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Quoted, as HTTP has it. */
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface OpenedObject extends StoredObject {
  /** To be read or destroyed. */
  readonly body: Readable;
}

/** An object, of which the body has some bytes. */
export interface OpenedPart extends OpenedObject {
  readonly part: BytePart;
}

/** Where bytes lie. One contract; every provider passes the same tests. */
export interface Storage {
  /** Stores an object, whole or not at all; when it answers, the object survives a crash. */
  put(object: NewObject): Promise<void>;
  /** The same, unless an object of this key is there already: then nothing happens, and it answers false. */
  create(object: NewObject): Promise<boolean>;
  /** An object's facts; undefined where there is none. */
  head(ref: ObjectRef): Promise<StoredObject | undefined>;
  /** An object with its bytes; undefined where there is none. */
  open(ref: ObjectRef): Promise<OpenedObject | undefined>;
  /** An object with those of its bytes that a range takes; `unsatisfiable` where it takes none, undefined where there is none. */
  openPart(ref: ObjectRef, range: ByteRange): Promise<OpenedPart | 'unsatisfiable' | undefined>;
  /** Removes an object and every earlier version of it. Nothing happens where there is none. */
  remove(ref: ObjectRef): Promise<void>;
  /** Removes every object whose key begins with `prefix`, which ends with a slash; of a bucket without versions. */
  removeUnder(bucket: BucketName, prefix: string): Promise<void>;
}

/** Where photos, attachments, pictures and renditions are kept. */
export interface StoragePart {
  readonly storage: Storage;
}
