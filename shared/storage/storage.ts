import type { Readable } from 'node:stream';
import type { BytePart, ByteRange } from '../core/byte-range.ts';

/** The logical buckets; the configuration maps them to real ones. No bucket is public. */
export type BucketName = 'user-assets' | 'app-assets' | 'transient';

/** The address of an object. */
export interface ObjectRef {
  readonly bucket: BucketName;
  /** Segments of `[A-Za-z0-9_@%.-]`, never empty, `.` or `..`, at most 255 bytes each. */
  readonly key: string;
}

/** An object to store. */
export interface NewObject extends ObjectRef {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Of the bytes, in lower-case hex. */
  readonly sha256: string;
  /** Names in lower case, values of ASCII, together below 2 KB. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The facts about a stored object. */
export interface StoredObject {
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  /** With its quotes, as in HTTP. */
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A stored object and its bytes. */
export interface OpenedObject extends StoredObject {
  /** The caller must read it to its end or destroy it. */
  readonly body: Readable;
}

/** A stored object, and the bytes of a part of it. */
export interface OpenedPart extends OpenedObject {
  readonly part: BytePart;
}

/** Stores objects. Every provider passes the same tests, `test/storage/storage-contract.ts`. */
export interface Storage {
  /** Stores an object atomically, replacing an existing one. Once the call returns, the object survives a crash. */
  put(object: NewObject): Promise<void>;
  /** Like `put`, but returns false and stores nothing if the key exists. */
  create(object: NewObject): Promise<boolean>;
  /** The facts about an object; undefined if it does not exist. */
  head(ref: ObjectRef): Promise<StoredObject | undefined>;
  /** An object with its bytes; undefined if it does not exist. */
  open(ref: ObjectRef): Promise<OpenedObject | undefined>;
  /** Like `open`, with the bytes of a range; `unsatisfiable` if the range selects no bytes. */
  openPart(ref: ObjectRef, range: ByteRange): Promise<OpenedPart | 'unsatisfiable' | undefined>;
  /** Removes an object and all its versions. Idempotent. */
  remove(ref: ObjectRef): Promise<void>;
  /** Removes every object of an unversioned bucket whose key begins with `prefix`, which ends with a slash. */
  removeUnder(bucket: BucketName, prefix: string): Promise<void>;
}

/** Where photos, attachments, pictures and renditions are kept. */
export interface StoragePart {
  readonly storage: Storage;
}
