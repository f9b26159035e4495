import type { ObjectRef } from './storage.ts';

/** An object that a client may put into the storage directly. */
export interface AwaitedObject extends ObjectRef {
  readonly contentType: string;
  /** The size that the client declared, in bytes. */
  readonly size: number;
  /** The maximum size in bytes, for a storage that cannot require an exact size. */
  readonly maxBytes: number;
}

/** The request that puts the object. The client must send it unchanged. */
export type DirectPut =
  | {
      readonly method: 'PUT';
      readonly url: string;
      /** The headers to send, beside Content-Length. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly method: 'POST';
      readonly url: string;
      /** The fields of the form, to send before the part `file`. */
      readonly fields: Readonly<Record<string, string>>;
    };

/** Signs requests with which clients put single objects into the storage directly. */
export interface DirectPuts {
  /** A request that puts this object, valid for `lifeSeconds`. */
  offer(object: AwaitedObject, lifeSeconds: number): Promise<DirectPut>;
}

/** Lets clients put objects into the store without a function. */
export interface DirectPutsPart {
  readonly directPuts: DirectPuts;
}
