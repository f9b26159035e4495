import type { ObjectRef } from './storage.ts';

/** An object that a client is to put into the store by itself. */
export interface AwaitedObject extends ObjectRef {
  readonly contentType: string;
  /** In bytes, as the client says. */
  readonly size: number;
  /** In bytes; where a store cannot be told one size, it takes no more than this. */
  readonly maxBytes: number;
}

/** The request that puts it; it must be sent exactly so. */
export type DirectPut =
  | {
      readonly method: 'PUT';
      readonly url: string;
      /** Beside them Content-Length, which clients send of themselves. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly method: 'POST';
      readonly url: string;
      /** The form's fields, which go before its file, the part `file`. */
      readonly fields: Readonly<Record<string, string>>;
    };

/** Lets clients put objects into the store by themselves, each a single one, for so long. */
export interface DirectPuts {
  offer(object: AwaitedObject, lifeSeconds: number): Promise<DirectPut>;
}

/** Lets clients put objects into the store without a function. */
export interface DirectPutsPart {
  readonly directPuts: DirectPuts;
}
